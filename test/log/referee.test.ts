/** A program that shares no code with the gateway rebuilds the whole log from what is served. */
import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";
import t from "tap";
import { sampleEntry } from "../support/store/store-samples.ts";
import { gatewayHome, init, start } from "../support/gateway/gateway.ts";
import { outside } from "../support/referees/outside.ts";
import { published } from "../support/log/published-log.ts";
import { like } from "../support/like.ts";

/** Debian's Python: the one that `apt-get install python3-cryptography` serves. */
const PYTHON = "/usr/bin/python3";
const REFEREE = fileURLToPath(new URL("../support/referees/tlog_referee.py", import.meta.url));

const importable = spawnSync(PYTHON, ["-c", "import cryptography"]).status === 0;
const skip = outside(t, importable, "the referee of the log", "python3-cryptography");

function referee(url: string, vkey: string): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    execFile(PYTHON, ["-B", REFEREE, url, vkey], (error, stdout, stderr) => {
      resolve(stdout === "" ? { fault: stderr || error?.message } : (JSON.parse(stdout) as Record<string, unknown>));
    });
  });
}

t.test("log: a referee rebuilds the tree from the served entries", { skip }, async (t) => {
  const home = await gatewayHome(t, {
    gateway: { log: { publicEntries: true }, limits: { rate: { address: { perSecond: 0, burst: 1 } } } },
  });
  await init(home);
  const gateway = await start(t, home);
  const entries = Array.from({ length: 700 }, (_, n) => sampleEntry("refused", { code: `n-${n}` }));
  await gateway.store.record(entries);
  await published(
    gateway.log,
    entries.slice(-1).map(({ leafHash }) => leafHash.toString("base64url")),
  );
  const metadata = (await (await fetch(`${home.url}/.well-known/aid-gateway`)).json()) as { log: { keys: string[] } };
  const [vkey = ""] = metadata.log.keys;
  const found = await referee(home.url, vkey);
  like(t, found, { size: Number, tiles: Number, proofs: Number }, JSON.stringify(found));
  t.ok(Number(found["size"]) > 700);

  // The referee must be able to fail: rows are changed where the gateway serves them.
  const client = new pg.Client({ connectionString: home.env.DATABASE_URL });
  await client.connect();
  t.teardown(() => client.end());
  for (const [what, change, back] of [
    [
      "an entry",
      "update audit_entries set bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1) where leaf_index = 300",
      "update audit_entries set bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1) where leaf_index = 300",
    ],
    [
      "a tile",
      "update log_tiles set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) where level = 0 and index = 1",
      "update log_tiles set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 1) where level = 0 and index = 1",
    ],
  ] as const) {
    await client.query(change);
    t.ok("fault" in (await referee(home.url, vkey)), what);
    await client.query(back);
  }
  like(t, await referee(home.url, vkey), { size: Number }, "unchanged it verifies again");
  const other = vkey.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  t.ok("fault" in (await referee(home.url, other)), "another key");
});
