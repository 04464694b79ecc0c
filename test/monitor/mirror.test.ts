import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { parseNote, SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { folderReader } from "../../src/cli/proof/log-files.ts";
import { mirrorFiles } from "../../src/cli/monitor/mirror.ts";
import { cosign, noteSigner } from "../support/log/memory-log.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { LOG_KEYS, ShownLog } from "../support/log/shown-log.ts";
import { TRUST, Watch } from "./watch.ts";
import { like } from "../support/like.ts";

t.test("mirror: wherever writing stops, the copy's witnessed checkpoint is covered", async (t) => {
  const folder = await temporaryDirectory(t);
  const log = new ShownLog();
  const witness = noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature);
  const trust = trustOf({ log: LOG_KEYS, witnesses: [witness.vkey], quorum: 1 }, sha256);
  const watch = new Watch(log, { trust });
  let verified = 0;
  // Witnesses are behind, but in one look they overtake the copy.
  for (const [witnessed, size] of [
    [200, 300],
    [305, 310],
    [511, 600],
  ] as const) {
    log.size = size;
    log.lies.set("checkpoint.witnessed", Buffer.from(cosign(parseNote(log.checkpoint(witnessed)), witness, 7n)));
    watch.kept.length = 0;
    t.same(await watch.look(), []);
    for (const file of watch.kept.flatMap(({ files }) => files)) {
      await mirrorFiles(folder, [file], log.read);
      if (!existsSync(join(folder, "checkpoint.witnessed"))) continue;
      const outcome = await verifyLog(folderReader(folder), { trust, hasher: NATIVE_HASHER });
      if (!outcome.ok) return t.fail(`${size}: ${file[0]} ${JSON.stringify(outcome.steps)}`);
      verified++;
    }
    like(t, await verifyLog(folderReader(folder), { trust, hasher: NATIVE_HASHER }), { size, witnessed });
  }
  t.ok(verified > 7, `${verified}`);
});

t.test("mirror: the copy verifies after each file that is written, wherever writing stops", async (t) => {
  const folder = await temporaryDirectory(t);
  const log = new ShownLog();
  const watch = new Watch(log);
  let verified = 0;
  for (const size of [1, 300, 310, 512, 5000, 9000]) {
    log.size = size;
    watch.kept.length = 0;
    t.same(await watch.look(), []);
    for (const file of watch.kept.flatMap(({ files }) => files)) {
      await mirrorFiles(folder, [file], log.read);
      if (!existsSync(join(folder, "checkpoint"))) continue;
      const outcome = await verifyLog(folderReader(folder), { trust: TRUST, hasher: NATIVE_HASHER });
      if (!outcome.ok) return t.fail(`${size}: ${file[0]} ${JSON.stringify(outcome.steps)}`);
      verified++;
    }
    t.equal((await verifyLog(folderReader(folder), { trust: TRUST, hasher: NATIVE_HASHER })).size, size);
  }
  t.ok(verified > 70);
  const names = await readdir(folder, { recursive: true });
  t.same(
    names.filter((name) => /\.p\/\d+$/.test(name)).toSorted(),
    ["tile/0/035.p/40", "tile/1/000.p/35", "tile/entries/035.p/40"],
    "overtaken files are gone",
  );
});
