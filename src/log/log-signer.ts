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
  /** Public keys of its checkpoints, the present one first, then former ones. */
  readonly keys: readonly VerifierKey[];
  /** Makes the signed note of a tree. */
  sign(checkpoint: Pick<Checkpoint, "size" | "root">): string;
}

/** Text of a log's public key (C2SP signed-note vkey). */
export function logVkey(origin: string, { key }: Pick<LogKey, "key">): string {
  const { x = "" } = key.export({ format: "jwk" });
  return formatVerifierKey(
    { name: origin, type: SIGNATURE_TYPES.ed25519, publicKey: Buffer.from(x, "base64url") },
    sha256,
  );
}

/** Signs with the first of a log's keys; the others are former ones. */
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
