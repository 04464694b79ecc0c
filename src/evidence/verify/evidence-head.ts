/** Facts that a verdict stands for: what the evidence is about, and who saw it when. */
import type { Evidence } from "./evidence.ts";

/** Head of evidence, to be believed only when the verification is `ok`. Times are RFC 3339, UTC. */
export interface EvidenceHead {
  /** The thread, when the manifest could be read. */
  readonly thread?: string;
  readonly madeAt?: string;
  /** Party id of the gateway that made it. */
  readonly gateway?: string;
  /** The log that a trusted key signed, and how many entries it had then. */
  readonly log?: { readonly origin: string; readonly size: number };
  /** Trusted witnesses that cosigned the checkpoint, each with its time, the earliest first. */
  readonly cosigned?: readonly { readonly witness: string; readonly time: string }[];
  /** Time stamp of a trusted authority: the time, and the authority's name in its certificate. */
  readonly stamped?: { readonly time: string; readonly authority: string };
  /** Entries of the thread that the log at hand has beyond the evidence's checkpoint. */
  readonly later?: number;
  /** Entries of the thread that were named as pending when it was made. */
  readonly pending?: number;
}

/** Head of evidence as it was read. */
export function headOf({ manifest, attested: { signed, cosigned, stamp }, log }: Evidence): EvidenceHead {
  const rfc3339 = (ms: number) => new Date(ms).toISOString();
  return {
    ...(manifest && { thread: manifest.thread, madeAt: manifest.madeAt, gateway: manifest.gateway }),
    ...("value" in signed && { log: { origin: signed.value.origin, size: signed.value.size } }),
    ...("value" in cosigned && {
      cosigned: cosigned.value.map(({ witness, at }) => ({ witness, time: rfc3339(at) })),
    }),
    ...(stamp !== undefined &&
      "value" in stamp && { stamped: { time: rfc3339(stamp.value.at), authority: stamp.value.authority } }),
    ...(log?.verification.ok === true && { later: log.later.length }),
    ...(manifest && { pending: manifest.pending.length }),
  };
}
