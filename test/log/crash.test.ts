/** Gateways as processes: killed between the steps of a batch, and two on one database. */
import { decodeBase64 } from "../../src/wire/base64.ts";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import t, { type Test } from "tap";
import { openCheckpoint, type SignedCheckpoint } from "../../src/tlog/checkpoint.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { verifyConsistency } from "../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { parseVerifierKey } from "../../src/tlog/note.ts";
import { exampleList, type GatewayHome, gatewayHome, init, senderOf, unique } from "../support/gateway/gateway.ts";
import { startChild } from "../support/child-process.ts";
import { until } from "../support/until.ts";
import { logState } from "../support/gateway/metrics.ts";

const PROGRAM = fileURLToPath(new URL("../faults/crashing-gateway.ts", import.meta.url));

/** Steps of a batch at which the process is killed. */
const POINTS = ["log.place:after", "log.swap:before", "log.commit:before", "log.commit:after", "log.publish:before"];

async function launch(t: Test, home: GatewayHome, crashAt?: string) {
  const child = startChild(t, [PROGRAM], { ...home.env, ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }) });
  await child.prints(/^ready /m);
  return child;
}

async function head(home: GatewayHome): Promise<SignedCheckpoint> {
  const metadata = (await (await fetch(`${home.url}/.well-known/aid-gateway`)).json()) as { log: { keys: string[] } };
  const keys = metadata.log.keys.map((vkey) => parseVerifierKey(vkey, sha256));
  return until("a checkpoint", async () => {
    const answer = await fetch(`${home.url}/log/checkpoint`);
    return answer.status === 200 && openCheckpoint(await answer.text(), keys);
  });
}

/** Checks that all committed entries are published, and that the log continues what was seen before. */
async function settled(t: Test, home: GatewayHome, before: SignedCheckpoint | undefined): Promise<SignedCheckpoint> {
  const client = new pg.Client({ connectionString: home.env.DATABASE_URL });
  await client.connect();
  try {
    const now = await until("everything is published", async () => {
      const { rows } = await client.query<{ waits: string; all: string }>(
        "select (select count(*) from audit_pending) as waits, (select count(*) from recorded_entries) as all",
      );
      const shown = await head(home);
      return rows[0]?.waits === "0" && shown.size === Number(rows[0].all) && shown;
    });
    if (before !== undefined) {
      const answer = await fetch(`${home.url}/v1/log/proof?from=${before.size}&to=${now.size}`);
      const { hashes } = (await answer.json()) as { hashes: string[] };
      const proof = hashes.map((hash) => decodeBase64(hash) ?? new Uint8Array());
      const claim = { from: before.size, to: now.size, oldRoot: before.root, newRoot: now.root, proof };
      t.ok(verifyConsistency(NATIVE_HASHER, claim), `${before.size} to ${now.size}`);
    }
    return now;
  } finally {
    await client.end();
  }
}

async function push(home: GatewayHome): Promise<void> {
  const sender = await senderOf(home);
  await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: unique("crash") }),
  );
}

t.test("sequencer: a gateway killed in a batch finishes it at its next start", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  let seen: SignedCheckpoint | undefined;
  for (const point of POINTS) {
    const doomed = await launch(t, home, point);
    // It is killed in its first batch, which has the directory's entries or those of the pushed message.
    await push(home).catch(() => undefined);
    await doomed.ended;
    const next = await launch(t, home);
    await push(home);
    seen = await settled(t, home, seen);
    t.ok(seen.size > 0, point);
    await next.end("SIGKILL");
  }
});

t.test("sequencer: one of two gateways signs, and the other one takes over when it is killed", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const place = await gatewayHome(t, {
    databaseUrl: home.env.DATABASE_URL ?? "",
    env: { AIDX_KEYS_DIR: home.keys, AIDX_CONFIG_DIR: home.config },
  });
  const other = { ...place, keys: home.keys };
  const first = await launch(t, home);
  const second = await launch(t, other);
  // The first one let it in: a machine that has never seen the log does not lead it.
  const memory = path.join(other.env.AIDX_DATA_DIR ?? "", "log/remembered.json");
  await until("the second gateway was let in", () => existsSync(memory));
  await push(home);
  await push(other);
  const before = await settled(t, other, await settled(t, home, undefined));
  t.same([await logState(home.url), await logState(other.url)], ["leading", "waiting"]);
  t.equal((await head(home)).text, (await head(other)).text, "both serve the same log");
  await first.end("SIGKILL");
  await push(other);
  await settled(t, other, before);
  t.equal(await logState(other.url), "leading");
  await second.end("SIGKILL");
});
