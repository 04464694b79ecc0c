/** A draft in a file: a compact JWE under a passphrase, made and opened in this page. */
import { parseStrict } from "../../wire/json.ts";
import { openBackup, sealUnder } from "../desk/key-backup.ts";
import { type Draft, DRAFT_TYPE, readDraft, savedDraft } from "./draft.ts";

/** Largest file, bytes: a list of 2 MiB, in base64, with the message that was sent of it. */
const MAX_BYTES = 12 * 1024 * 1024;

/** Encrypts a draft. */
export async function sealDraft(draft: Draft, passphrase: string): Promise<Uint8Array> {
  return new TextEncoder().encode(await sealUnder(passphrase, savedDraft(draft), DRAFT_TYPE));
}

/** Opens a saved draft; undefined for another file, or another passphrase. */
export async function openDraft(file: File, passphrase: string): Promise<Draft | undefined> {
  if (file.size > MAX_BYTES) return undefined;
  try {
    return readDraft(parseStrict(await openBackup(await file.text(), passphrase), { maxDepth: 32 }));
  } catch {
    return undefined;
  }
}
