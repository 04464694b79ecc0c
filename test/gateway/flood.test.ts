import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type JWK, importJWK, SignJWT } from "jose";
import t from "tap";
import { AIDX, startChild } from "../support/child-process.ts";
import { exampleList, type GatewayHome, gatewayHome, senderOf } from "../support/gateway/gateway.ts";
import { tokenForm } from "../support/http/http-server.ts";
import { messageHead, openRaw } from "../support/http/raw-http.ts";
import { until } from "../support/until.ts";

const FLOOD = 600;
const HALF = Buffer.alloc(900_000, "x");
const MB = 1e6;

/** An access token of a party, got with its development key. */
async function tokenOf(home: GatewayHome, party: string): Promise<string> {
  const text = await readFile(path.join(home.keys, "dev", `${party}.jwks.json`), "utf8");
  const key = (JSON.parse(text) as { keys: JWK[] }).keys.find(({ use }) => use === "sig");
  if (key === undefined) throw new Error(`${party} has no key`);
  const assertion = await new SignJWT({ iss: party, sub: party, aud: home.url, jti: randomUUID() })
    .setProtectedHeader({ alg: "ES256", ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .setExpirationTime("2m")
    .sign(await importJWK(key, "ES256"));
  const answer = await fetch(`${home.url}/oauth/token`, { method: "POST", body: tokenForm(assertion) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Most resident memory that a process ever had, bytes. */
function peakOf(pid: number | undefined): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

t.test(
  "flood: a party that sends halves of bodies takes little memory and hinders nobody else",
  { skip: process.platform !== "linux" && "resident memory is read from /proc" },
  async (t) => {
    const home = await gatewayHome(t);
    const child = startChild(t, [AIDX, "serve"], { ...home.env, AIDX_LOG_LEVEL: "warn" });
    await child.prints(/^ready /m);
    const token = await tokenOf(home, "civil-affairs");
    const flood = Array.from({ length: FLOOD }, () => {
      return openRaw(t, home.port).write(messageHead(token, "Content-Length: 1000000")).write(HALF);
    });
    const refused = () => flood.filter((one) => one.text.startsWith("HTTP/1.1 429 "));
    await until("all but those that fit are refused", () => refused().length >= FLOOD - 33);
    const sender = await senderOf(home);
    const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "meanwhile" });
    t.equal((await sender.push(sealed)).answer.type, "aid-subject-list", "another party's message is accepted");
    t.ok(flood.length - refused().length <= 33, `${flood.length - refused().length} bodies of 1 MB in 32 MiB`);
    const peak = peakOf(child.process.pid);
    t.ok(peak < 450 * MB, `${Math.round(peak / MB)} MB resident at most`);
    for (const one of flood) one.destroy();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/jose" };
    const status = async () => (await fetch(`${home.url}/v1/messages`, { method: "POST", headers, body: HALF })).status;
    await until("the party has its room again", async () => (await status()) === 400);
    await child.end("SIGTERM");
  },
);
