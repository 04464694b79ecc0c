/** A whole log verified from scratch by `aidx verify`: a folder in the layout of C2SP tlog-tiles, of a million entries. */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { formatCheckpoint } from "../src/tlog/checkpoint.ts";
import { NATIVE_HASHER } from "../src/tlog/native-hasher.ts";
import { sha256 } from "../src/tlog/native-sha256.ts";
import { formatNote, formatVerifierKey, keyId, SIGNATURE_TYPES } from "../src/tlog/note.ts";
import { encodeBundle, TILE_WIDTH, tilePath, tileWidth } from "../src/tlog/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../src/tlog/tree-edge.ts";
import { canonicalize } from "../src/wire/jcs.ts";
import { print } from "./figure.ts";
import { newHome } from "./home.ts";

const ORIGIN = "bench.example/log";
const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** Measures `aidx verify` on a log of that many entries, start of the process included. */
export function runVerify(entries: number): void {
  const folder = newHome("aidx-bench-log-");
  try {
    const vkey = writeLog(folder, entries);
    const began = performance.now();
    const run = spawnSync(process.execPath, [CLI, "verify", folder, "--log-key", vkey, "--json"], { encoding: "utf8" });
    const seconds = (performance.now() - began) / 1000;
    const { ok, size } = JSON.parse(run.stdout) as { ok: boolean; size: number };
    if (run.status !== 0 || !ok || size !== entries) {
      throw new Error(`the log did not verify: ${run.stdout}${run.stderr}`);
    }
    print({
      name: "verify.log",
      unit: "s",
      value: seconds,
      target: 10,
      entries,
      perSecond: Math.round(entries / seconds),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a log with the entries of deliveries, of the usual size; the text of its key. */
function writeLog(folder: string, size: number): string {
  let edge = EMPTY_EDGE;
  const write = (name: string, bytes: Uint8Array | string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = tileWidth("entries", index, size);
    const bundle = Array.from({ length: width }, (_, n) => entryBytes(index * TILE_WIDTH + n));
    write(tilePath({ level: "entries", index, width }), encodeBundle(bundle));
    const grown = grow(
      NATIVE_HASHER,
      edge,
      bundle.map((bytes) => NATIVE_HASHER.leaf(bytes)),
    );
    edge = grown.edge;
    for (const { bytes, ...tile } of grown.tiles) {
      if (tile.width === TILE_WIDTH || tile.width === tileWidth(tile.level, tile.index, size)) {
        write(tilePath(tile), bytes);
      }
    }
  }
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = {
    name: ORIGIN,
    type: SIGNATURE_TYPES.ed25519,
    publicKey: Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"),
  };
  const text = formatCheckpoint({ origin: ORIGIN, size, root: rootOf(NATIVE_HASHER, edge), extensions: [] });
  const id = keyId(sha256, key.name, key.type, key.publicKey);
  write(
    "checkpoint",
    formatNote({ text, signatures: [{ name: key.name, id, signature: sign(null, Buffer.from(text), privateKey) }] }),
  );
  return formatVerifierKey(key, sha256);
}

function entryBytes(n: number): Uint8Array {
  const id = `01936c1e-7a00-7000-8000-${n.toString(16).padStart(12, "0")}`;
  return Buffer.from(
    canonicalize({
      v: 1,
      type: "delivered",
      time: new Date(1_795_000_000_000 + n).toISOString(),
      actor: "aid-gateway",
      message: id,
      packet: id,
      thread: id,
      recipient: "civil-affairs",
      digest: "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
      via: "push",
    }),
  );
}
