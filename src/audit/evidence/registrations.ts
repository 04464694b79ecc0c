import type { AuditEntry } from "../../domain/audit-entry.ts";
import { EVIDENCE_PATHS } from "../evidence-format.ts";
import { kidOf } from "../verify/signed-token.ts";
import type { EvidenceSource, ThreadReceipts } from "./source.ts";

/** An entry that registers what the thread's entries rely on. */
interface Registration {
  readonly index: number;
  readonly bytes: Buffer;
  readonly entry: AuditEntry;
}

/** Keys and rules that evidence relies on, with the entries that registered them. */
export interface Registrations {
  readonly entries: readonly Registration[];
  readonly files: readonly (readonly [string, Uint8Array])[];
}

/** What the thread's entries name. */
interface Needs {
  /** `party kid`. */
  readonly keys: ReadonlyMap<string, readonly [party: string, kid: string]>;
  /** Sharing policies by `{id}@{version}`, each with the first and last place where it is named. */
  readonly policies: ReadonlyMap<string, readonly number[]>;
}

/**
 * Finds the entries of every key that signed something of the thread, all of each key's life, and of the
 * sharing policies that its messages name.
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
  const rules: Registration[] = [];
  for await (const { index, bytes } of source.log.entriesOfTypes(["key", "directory"])) {
    if (index === null || index >= size) break;
    const entry = JSON.parse(bytes.toString("utf8")) as AuditEntry;
    if (entry.type === "key" && needs.keys.has(`${String(entry.party)} ${String(entry.kid)}`))
      keys.push({ index, bytes, entry });
    if (entry.change === "rules" && entry.part === "sharing-policy" && needs.policies.has(String(entry.to)))
      rules.push({ index, bytes, entry });
  }
  const inForce = rules.filter((rule) => isInForce(rule, rules, needs));
  return {
    entries: [...keys, ...inForce],
    files: [...(await keyFiles(source, needs)), ...(await rulesFiles(source, inForce))],
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
  const policies = new Map<string, number[]>();
  for (const { index, entry } of entries) {
    if (entry.type === "receipt") need(entry.actor, receipts.get(entry.packet ?? "") ?? "");
    if (entry.type !== "accepted" && entry.type !== "sealed") continue;
    const policy = String(entry.policy);
    policies.set(policy, [...(policies.get(policy) ?? []), index]);
  }
  return { keys, policies };
}

/** Whether a registration of a policy is the last one before a place that names it. */
function isInForce({ index, entry }: Registration, all: readonly Registration[], { policies }: Needs): boolean {
  const later = all.filter((other) => other.entry.to === entry.to && other.index > index);
  return (policies.get(String(entry.to)) ?? []).some(
    (place) => index < place && later.every((other) => other.index > place),
  );
}

async function keyFiles(source: EvidenceSource, { keys }: Needs): Promise<[string, Uint8Array][]> {
  const sets = new Map<string, object[]>();
  for (const [party, kid] of [...keys.values()].toSorted((a, b) => (a.join() < b.join() ? -1 : 1))) {
    const jwk = await source.publicKey(party, kid);
    if (jwk !== undefined) sets.set(party, [...(sets.get(party) ?? []), publicHalf(jwk)]);
  }
  return [...sets].map(([party, set]) => [EVIDENCE_PATHS.keys(party), Buffer.from(JSON.stringify({ keys: set }))]);
}

/** RFC 7518 section 6, RFC 8037: members of a public key. Whatever comes in, nothing else goes out. */
const PUBLIC_MEMBERS: ReadonlySet<string> = new Set(["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"]);

function publicHalf(jwk: object): object {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC_MEMBERS.has(name)));
}

async function rulesFiles(source: EvidenceSource, inForce: readonly Registration[]): Promise<[string, Uint8Array][]> {
  const files: [string, Uint8Array][] = [];
  for (const { entry } of inForce) {
    const version = String(entry.rules);
    const document = await source.rules(version);
    if (document !== undefined) files.push([EVIDENCE_PATHS.rules(version), Buffer.from(document, "utf8")]);
  }
  return files;
}
