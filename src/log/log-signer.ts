import { type KeyObject, sign } from "node:crypto";
import { type Checkpoint, formatCheckpoint } from "../tlog/checkpoint.ts";
import { sha256 } from "../tlog/native-sha256.ts";
import { formatNote, formatVerifierKey, parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from "../tlog/note.ts";

/** A key pair of the log, as the keyring has it. */
export interface LogKey {
  /** Ed25519. */
  readonly key: KeyObject;
  readonly privateKey: KeyObject;
}

/** The log's name and keys. */
export interface LogSigner {
  readonly origin: string;
  /** What its checkpoints verify with, the present one first. */
  readonly keys: readonly VerifierKey[];
  /** A signed note over a tree of that size and root. */
  sign(checkpoint: Pick<Checkpoint, "size" | "root">): string;
}

/** The text form (C2SP signed-note vkey) of a log's key. */
export function logVkey(origin: string, { key }: Pick<LogKey, "key">): string {
  const { x = "" } = key.export({ format: "jwk" });
  return formatVerifierKey(
    { name: origin, type: SIGNATURE_TYPES.ed25519, publicKey: Buffer.from(x, "base64url") },
    sha256,
  );
}

/** Signs as a log with one of its keys, the first; the others are former ones. */
export function createLogSigner(origin: string, pairs: readonly LogKey[]): LogSigner {
  const [present] = pairs;
  const keys = pairs.map((pair) => parseVerifierKey(logVkey(origin, pair), sha256));
  const [first] = keys;
  if (present === undefined || first === undefined) throw new TypeError("a log has a key");
  return {
    origin,
    keys,
    sign({ size, root }) {
      const text = formatCheckpoint({ origin, size, root, extensions: [] });
      const signature = sign(null, Buffer.from(text), present.privateKey);
      return formatNote({ text, signatures: [{ name: first.name, id: first.id, signature }] });
    },
  };
}
