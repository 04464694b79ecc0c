/** The Java clients of docs/clients: compiled, and run against a real gateway. */
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import type { JwkSet } from "../../src/sdk/index.ts";
import { type GatewayHome, gatewayHome, start } from "../support/gateway/gateway.ts";
import { untilListed } from "../support/gateway/listed.ts";
import { like } from "../support/like.ts";
import { outside } from "../support/referees/outside.ts";
import { newJwk } from "../support/sdk/party-key-set.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";

const JARS = ["core", "annotations", "databind"].map((name) => `/usr/share/java/jackson-${name}.jar`);
const SOURCES = ["AidGateway", "Procuratorate", "Department"].map((name) =>
  path.resolve("docs/clients/java", `${name}.java`),
);

const usable = spawnSync("javac", ["-version"]).status === 0 && JARS.every(existsSync);
const skip = outside(t, usable, "the Java clients", "default-jdk-headless libjackson2-databind-java");
const classes = await temporaryDirectory(t);
if (usable) {
  const compiled = spawnSync("javac", ["-encoding", "UTF-8", "-cp", JARS.join(":"), "-d", classes, ...SOURCES], {
    encoding: "utf8",
  });
  t.equal(compiled.status, 0, compiled.stderr);
}

/** Runs a client as a party. */
function java(home: GatewayHome, program: string, party: string, ...args: string[]) {
  const keys = path.join(home.keys, "dev", `${party}.jwks.json`);
  const line = ["-cp", [classes, ...JARS].join(":"), program, home.url, party, keys, ...args];
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile("java", line, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

t.test("procuratorate and departments in Java, without a JOSE library", { skip }, async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const dir = await temporaryDirectory(t);
  const list = path.join(dir, "list.json");
  await cp("schemas/aid-subject-list/1.example.json", list);

  const sent = await java(home, "Procuratorate", "procuratorate", list);
  t.equal(sent.code, 0, sent.stderr);
  const recipients = [...sent.stdout.matchAll(/^([a-z-]+) queued$/gm)].map(([, party = ""]) => party);
  t.ok(recipients.length > 1, sent.stdout);
  t.equal(
    (await java(home, "Procuratorate", "procuratorate", list)).stdout,
    sent.stdout,
    "the same file is one message",
  );

  const [rotated = "", ...others] = recipients;
  for (const party of others) {
    const inbox = path.join(dir, party);
    await untilListed(gateway, party);
    const took = await java(home, "Department", party, inbox);
    t.match(took.stdout, /^[0-9a-f-]{36} accepted\n$/, took.stderr);
    const [file = ""] = await readdir(inbox);
    const claims = JSON.parse(await readFile(path.join(inbox, file), "utf8")) as Record<string, unknown>;
    like(t, claims, { aud: party, type: "aid-subject-list" });
    t.equal((await stat(path.join(inbox, file))).mode & 0o777, 0o600);
    t.equal((await java(home, "Department", party, inbox)).stdout, "", "nothing is left");
  }

  // A packet that the department cannot decrypt: its keys were changed without telling the gateway.
  const file = path.join(home.keys, "dev", `${rotated}.jwks.json`);
  const { keys } = JSON.parse(await readFile(file, "utf8")) as JwkSet;
  const changed = [...keys.filter(({ use }) => use === "sig"), await newJwk("enc", "ECDH-ES")];
  await writeFile(file, JSON.stringify({ keys: changed }));
  await untilListed(gateway, rotated);
  const refused = await java(home, "Department", rotated, path.join(dir, rotated));
  t.match(refused.stdout, /^[0-9a-f-]{36} unopened undecryptable\n$/, refused.stderr);

  const stranger = await java(home, "Procuratorate", "civil-affairs", list);
  t.equal(stranger.code, 1, "the sharing policy");
  t.match(stranger.stderr, "not-permitted");
});
