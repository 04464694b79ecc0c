import type { AuditEntry } from "../../domain/audit-entry.ts";
import { EVIDENCE_PATHS, schemaPath } from "../format.ts";
import { inForce, placesByName, type Registered, registeredName } from "../in-force.ts";
import { kidOf } from "../verify/signed-token.ts";
import type { EvidenceSource, ThreadReceipts } from "./source.ts";
import { isBegun } from "../../tlog/begun.ts";
import { storedEntry } from "../../tlog/entry.ts";

/** Entry on which the thread's entries rely: it registers a key, rules or a schema, or begins a successor log. */
interface Registration {
  readonly index: number;
  readonly bytes: Buffer;
  readonly entry: AuditEntry;
}

/** Keys, rules and schemas that evidence relies on, with the entries that registered them, and the chain of its logs. */
export interface Registrations {
  readonly entries: readonly Registration[];
  readonly files: readonly (readonly [string, Uint8Array])[];
}

/** Keys and documents that the thread's entries name. */
interface Needs {
  /** Keys by `party kid`. */
  readonly keys: ReadonlyMap<string, readonly [party: string, kid: string]>;
  /** Indexes of the entries that rely on a sharing policy or a schema, by its name. */
  readonly documents: ReadonlyMap<string, readonly number[]>;
}

/**
 * Finds the entries about every key that signed a part of the thread, over the whole life of the key, and about the
 * sharing policies and schemas that its messages name; and those that begin a successor log.
 *
 * @param size of the checkpoint: later entries have no proof to it
 * @param manifestToken a token of the key that will sign the manifest
 */
export async function registrations(
  source: EvidenceSource,
  size: number,
  entries: readonly { readonly index: number; readonly entry: AuditEntry }[],
  receipts: ThreadReceipts,
  manifestToken: string,
): Promise<Registrations> {
  const needs = needsOf(source, entries, receipts, manifestToken);
  const keys: Registration[] = [];
  const begun: Registration[] = [];
  const documents: (Registration & Registered)[] = [];
  for await (const { index, bytes } of source.log.entriesOfTypes(["key", "directory", "log"])) {
    if (index === null || index >= size) break;
    const entry = storedEntry(bytes);
    if (entry.type === "key" && needs.keys.has(`${String(entry.party)} ${String(entry.kid)}`)) {
      keys.push({ index, bytes, entry });
    }
    if (isBegun(entry)) begun.push({ index, bytes, entry });
    const name = registeredName(entry);
    if (name !== undefined && needs.documents.has(name)) documents.push({ index, bytes, entry, name });
  }
  const counting = inForce(documents, needs.documents);
  return {
    entries: [...keys, ...begun, ...counting],
    files: [...(await keyFiles(source, needs)), ...(await documentFiles(source, counting))],
  };
}

function needsOf(
  source: EvidenceSource,
  entries: readonly { readonly index: number; readonly entry: AuditEntry }[],
  { submissions, receipts }: ThreadReceipts,
  manifestToken: string,
): Needs {
  const keys = new Map<string, readonly [string, string]>();
  const need = (party: string, token: string) => {
    const kid = kidOf(token);
    if (kid !== undefined) keys.set(`${party} ${kid}`, [party, kid]);
  };
  for (const token of [manifestToken, ...submissions.values()]) need(source.gateway, token);
  for (const { entry } of entries) {
    if (entry.type === "receipt") need(entry.actor, receipts.get(entry.packet ?? "") ?? "");
  }
  return { keys, documents: placesByName(entries) };
}

async function keyFiles(source: EvidenceSource, { keys }: Needs): Promise<[string, Uint8Array][]> {
  const sets = new Map<string, object[]>();
  for (const [party, kid] of [...keys.values()].toSorted((a, b) => (a.join() < b.join() ? -1 : 1))) {
    const jwk = await source.publicKey(party, kid);
    if (jwk !== undefined) sets.set(party, [...(sets.get(party) ?? []), publicHalf(jwk)]);
  }
  return [...sets].map(([party, set]) => [EVIDENCE_PATHS.keys(party), Buffer.from(JSON.stringify({ keys: set }))]);
}

/** Members of a public key (RFC 7518 section 6, RFC 8037). Allow-list: no other member of a key gets into evidence. */
const PUBLIC_MEMBERS: ReadonlySet<string> = new Set(["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"]);

function publicHalf(jwk: object): object {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC_MEMBERS.has(name)));
}

/** Collects documents as registered; of a schema whose text changed within the thread, the newest. */
async function documentFiles(
  source: EvidenceSource,
  counting: readonly Registration[],
): Promise<[string, Uint8Array][]> {
  const files: [string, Uint8Array][] = [];
  for (const { entry } of counting) {
    const { change, rules, schema, digest } = entry;
    const document =
      change === "rules"
        ? await source.rules(String(rules))
        : await source.registeredSchema(String(schema), String(digest));
    const path = change === "rules" ? EVIDENCE_PATHS.rules(String(rules)) : schemaPath(String(schema));
    if (document !== undefined) files.push([path, Buffer.from(document, "utf8")]);
  }
  return files;
}
