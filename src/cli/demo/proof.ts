import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import { sha256 } from "../../tlog/native-sha256.ts";
import { formatVerifierKey, type VerifierKey } from "../../tlog/note.ts";
import { trustOf } from "../../evidence/verify/trust.ts";
import { type EvidenceVerification, verifyEvidence } from "../../evidence/verify/verify-evidence.ts";
import { type LogVerification, verifyLog } from "../../evidence/verify/verify-log.ts";
import { Auditor, type GatewayClient } from "../../sdk/index.ts";
import { clientReader } from "../proof/log-files.ts";

/** Findings of an auditor who trusts only the public keys of the log and a witness. */
export interface Proof {
  readonly thread: string;
  /** Size of the evidence file, bytes. */
  readonly bytes: number;
  readonly evidence: EvidenceVerification;
  /** Copies of the evidence with one byte changed, each at another place, and how many of them verified. */
  readonly forgeries: { readonly tried: number; readonly believed: number };
  /** The whole log, rebuilt from its files. */
  readonly log: LogVerification;
  /** Faults, each as a short text. Empty when everything holds. */
  readonly faults: readonly string[];
}

const FORGERIES = 20;

/**
 * Plays the auditor: gets the evidence of a thread and verifies it off line, tries forged copies of it, and rebuilds
 * the whole log from the files that it publishes.
 */
export async function prove(
  auditor: GatewayClient,
  thread: string,
  logKeys: readonly VerifierKey[],
  witness: string,
): Promise<Proof> {
  const log = logKeys.map((key) => formatVerifierKey(key, sha256));
  const trust = trustOf({ log, witnesses: [witness], quorum: 1 }, sha256);
  const body = await new Auditor(auditor).evidence(thread);
  const evidence = await verifyEvidence(body, { trust, sha256 });
  let believed = 0;
  for (let n = 0; n < FORGERIES; n++) {
    const forged = Buffer.from(body);
    const at = Math.floor(((n + 0.5) * forged.length) / FORGERIES);
    forged[at] = (forged[at] ?? 0) ^ 1;
    if ((await verifyEvidence(forged, { trust, sha256 })).ok) believed++;
  }
  const whole = await verifyLog(clientReader(auditor), { trust, hasher: NATIVE_HASHER });
  const faults = [
    ...failures("evidence", evidence),
    ...failures("log", whole),
    ...(believed === 0 ? [] : [`${believed} forged copies of the evidence were believed`]),
  ];
  return { thread, bytes: body.length, evidence, forgeries: { tried: FORGERIES, believed }, log: whole, faults };
}

function failures(what: string, { ok, steps }: LogVerification | EvidenceVerification): string[] {
  return ok ? [] : steps.filter(({ status }) => status !== "passed").map(({ id, status }) => `${what} ${id} ${status}`);
}
