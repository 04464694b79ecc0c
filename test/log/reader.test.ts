/** Readers when the keys changed, or when a part of the log is gone. */
import t from "tap";
import type { LogRefusal } from "../../src/log/log-refusal.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { createLogReader } from "../../src/log/stored-log.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { cosign, noteSigner } from "../support/log/memory-log.ts";
import { published } from "../support/log/published-log.ts";
import { logKey, ORIGIN, testLog } from "../support/log/test-log.ts";
import { untilMetric } from "../support/gateway/metrics.ts";
import { like } from "../support/like.ts";

t.test("reader: a process that does not know a new key yet takes back no checkpoint", async (t) => {
  const log = await testLog(t);
  const [first, second] = [logKey(), logKey()];
  log.identity.signer = createLogSigner(ORIGIN, [first]);
  let keys = [first];
  const witness = noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature);
  const quorum = { witnesses: [witness.key], quorum: 1 };
  const untold = createLogReader(log.store.logRows, () => createLogSigner(ORIGIN, keys), NATIVE_HASHER, { quorum });
  const cosigned = async () => {
    const head = log.shown.at(-1);
    if (head === undefined) throw new Error("published");
    await log.store.logRows.saveCosigned(cosign(head.note, witness, 1_795_000_000n), head.size, true);
  };
  await log.commit(3);
  await log.run();
  const [leaf] = await log.store.logRows.entries(0, 1);
  if (leaf === undefined) throw new Error("published");
  await cosigned();
  const stage = async () => (await untold.positions([leaf.leafHash]))[0]?.stage;
  t.equal(await stage(), "witnessed");
  t.notOk((await untold.heads()).unverified);

  log.identity.signer = createLogSigner(ORIGIN, [second, first]);
  await log.commit(3);
  await log.run();
  await cosigned();
  t.equal(await stage(), "witnessed");
  like(t, await untold.heads(), { published: { size: 3 }, witnessed: { size: 3 }, unverified: true });
  keys = [second, first];
  like(t, await untold.heads(), { published: { size: 6 }, witnessed: { size: 6 } });
  t.notOk((await untold.heads()).unverified);
});

t.test("reader: a missing tile or entry is reported and never skipped", async (t) => {
  const log = await testLog(t);
  await log.commit(300);
  await log.run();
  const told: string[] = [];
  const damaged = ({ code }: LogRefusal) => told.push(code);
  const reader = createLogReader(log.store.logRows, log.deps.signer, NATIVE_HASHER, { damaged });
  await log.store.pool.query("delete from log_tiles where level = 0 and index = 0");
  await log.store.pool.query("delete from audit_entries where leaf_index = 7");
  await t.rejects(reader.tile({ level: 0, index: 0, width: 256 }), { name: "LogRefusal", code: "tiles" });
  await t.rejects(reader.inclusionProof(7, 300), { name: "LogRefusal", code: "tiles" });
  await t.rejects(reader.consistencyProof(7, 300), { name: "LogRefusal", code: "tiles" });
  await t.rejects(reader.bundle(0, 256), { name: "LogRefusal", code: "entries" });
  t.same(told, ["tiles", "tiles", "tiles", "entries"]);
});

t.test("reader: over HTTP a damaged log is 503 everywhere, and does not grow", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const { receipt } = await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "damaged" }),
  );
  const { leafHash = "" } = receipt.log;
  await published(gateway.log, [leafHash]);
  const { size } = (await gateway.log.heads()).published ?? { size: 0 };
  await gateway.store.pool.query("delete from log_tiles");
  for (const path of [
    `/log/tile/0/000.p/${size}`,
    `/v1/log/proof?leaf=${leafHash}`,
    `/v1/log/proof?from=1&to=${size}`,
    `/v1/log/receipt?leaf=${leafHash}`,
    `/v1/log/receipt?from=1`,
  ]) {
    const answer = await fetch(`${home.url}${path}`);
    t.equal(answer.status, 503, path);
    like(t, await answer.json(), { code: "unavailable" });
  }
  await untilMetric(home.url, /aidx_log_stopped\{reason="tiles"\} 1/);
});
