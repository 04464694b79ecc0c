import { isObject } from "../../wire/value.ts";
import type { Kept, KeptSubmission } from "./kept.ts";
import { type VerifySigned, type FileFault, type Members, type RecordReader, textIn } from "./kept-record.ts";

/** Ending of the files that `aidx push` writes. Nobody who pushes `*.json` pushes records. */
export const RECORD_ENDING = ".push";

/** Records of a sender, and the files that cannot be believed. */
export interface SenderRecords {
  readonly kept: NonNullable<Kept["sender"]>;
  readonly faults: readonly FileFault[];
}

/**
 * Reads the push records that `aidx push` keeps in a folder.
 * @param read reads one of them
 * @param names files of the folder
 * @param gateway that must have signed the receipts
 */
export async function keptBySender(
  read: RecordReader,
  names: readonly string[],
  party: string,
  gateway: string,
  verify: VerifySigned,
): Promise<SenderRecords> {
  const submissions: KeptSubmission[] = [];
  const unanswered: string[] = [];
  const faults: FileFault[] = [];
  for (const file of names.filter((name) => name.endsWith(RECORD_ENDING))) {
    const record = await read(file);
    if (record === undefined || textIn(record.jti) === "") faults.push({ code: "unreadable", file });
    // Written before the first try: without a definite answer it is unknown whether that message arrived.
    else if (record.accepted === undefined) {
      if (record.refused === undefined) unanswered.push(file);
    } else if (!isObject(record.accepted) || textIn(record.accepted.receipt) === "") {
      faults.push({ code: "unreadable", file });
    } else {
      const claims = await verify(textIn(record.accepted.receipt), textIn(record.accepted.at));
      const receipt = claims?.iss === gateway ? submissionOf(claims) : undefined;
      if (receipt === undefined) faults.push({ code: "signature", file });
      else submissions.push(receipt);
      if (receipt !== undefined && !repeats(record.accepted, receipt)) faults.push({ code: "record-differs", file });
    }
  }
  return { kept: { party, submissions, unanswered }, faults };
}

/** Submission that a receipt proves; undefined for claims that are not a submission receipt. */
function submissionOf({ sub, aud, digest, log, packets }: Members): KeptSubmission | undefined {
  if (!isObject(log) || !Array.isArray(packets) || !packets.every(isObject)) return undefined;
  return {
    message: textIn(sub),
    sender: textIn(aud),
    digest: textIn(digest),
    origin: textIn(log.origin),
    leafHash: textIn(log.leafHash),
    packets: packets.map((packet) => ({
      id: textIn(packet.id),
      recipient: textIn(packet.recipient),
      digest: textIn(packet.digest),
    })),
  };
}

/** Tells whether the record repeats its signed receipt correctly. */
function repeats({ message, packets }: Members, receipt: KeptSubmission): boolean {
  const listed: readonly unknown[] = Array.isArray(packets) ? packets : [];
  return (
    message === receipt.message &&
    listed.length === receipt.packets.length &&
    receipt.packets.every(({ id, recipient }, n) => {
      const packet = listed[n];
      return isObject(packet) && packet.id === id && packet.recipient === recipient;
    })
  );
}
