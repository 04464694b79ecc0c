import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { NATIVE_HASHER } from "../../src/audit/native-hasher.ts";
import { verifyLog } from "../../src/audit/verify/verify-log.ts";
import { folderReader } from "../../src/cli/log-files.ts";
import { mirrorFiles } from "../../src/cli/watching/mirror.ts";
import { temporaryDirectory } from "../support/postgres.ts";
import { ShownLog } from "../support/shown-log.ts";
import { TRUST, Watch } from "./watch.ts";

t.test("a copy verifies by itself after each file that is written, wherever writing stops", async (t) => {
  const folder = await temporaryDirectory(t);
  const log = new ShownLog();
  const watch = new Watch(log);
  let verified = 0;
  for (const size of [1, 300, 310, 512, 5000, 9000]) {
    log.size = size;
    watch.kept.length = 0;
    t.same(await watch.look(), []);
    for (const file of watch.kept.flatMap(({ files }) => files)) {
      await mirrorFiles(folder, [file]);
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
    "what was overtaken is gone",
  );
});
