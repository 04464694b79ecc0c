import { formatDigest } from "../../wire/digest.ts";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Kept, KeptPacket, KeptReceipt } from "./kept.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { type VerifySigned, type FileFault, type Members, type RecordReader, textIn } from "./kept-record.ts";

const ENDINGS = { receipt: ".receipt.json", packet: ".json" } as const;
const STATES: ReadonlySet<unknown> = new Set(["pending", "accepted", "rejected"]);

/** Records of a recipient, and the files that cannot be believed. */
export interface RecipientRecords {
  readonly kept: NonNullable<Kept["recipient"]>;
  readonly faults: readonly FileFault[];
}

/**
 * Reads the folder of `aidx pull` and `aidx ack`: opened packets, and the receipt state of each packet.
 * @param read reads one of them
 * @param names files of the folder
 */
export async function keptByRecipient(
  read: RecordReader,
  names: readonly string[],
  party: string,
  verify: VerifySigned,
): Promise<RecipientRecords> {
  const receipts: KeptReceipt[] = [];
  const packets = new Map<string, KeptPacket>();
  const faults: FileFault[] = [];
  for (const file of names.filter((name) => name.endsWith(ENDINGS.receipt))) {
    const state = await read(file);
    const { packet = "", digest = "" } =
      state === undefined ? {} : { packet: textIn(state.packet), digest: textIn(state.digest) };
    if (state === undefined || packet === "" || digest === "" || !isState(state)) {
      faults.push({ code: "unreadable", file });
      continue;
    }
    packets.set(packet, { packet, digest });
    if (`${packet}${ENDINGS.receipt}` !== file) faults.push({ code: "record-differs", file });
    if (state.receipt === undefined) continue;
    const claims = await verify(textIn(state.receipt), textIn(state.at));
    if (claims?.iss !== party) faults.push({ code: "signature", file });
    else {
      receipts.push(receiptOf(claims, textIn(state.receipt)));
      if (!repeats(state, claims)) faults.push({ code: "record-differs", file });
    }
  }
  for (const file of names.filter(isPacketFile)) {
    const opened = await read(file);
    const packet = file.slice(0, -ENDINGS.packet.length);
    const beside = packets.get(packet);
    const { digest, message } = { digest: textIn(opened?.digest), message: textIn(opened?.message) };
    if (digest === "" || message === "") faults.push({ code: "unreadable", file });
    else {
      packets.set(packet, { packet, digest: beside?.digest ?? digest, message });
      const alike =
        opened?.id === packet && opened.recipient === party && (beside === undefined || beside.digest === digest);
      if (!alike) faults.push({ code: "record-differs", file });
    }
  }
  return { kept: { party, packets: [...packets.values()], receipts }, faults };
}

/** Tells whether a file is an opened packet's: it is named by the packet's id. */
function isPacketFile(name: string): boolean {
  return name.endsWith(ENDINGS.packet) && isUuid7(name.slice(0, -ENDINGS.packet.length));
}

/** Tells whether a receipt state is consistent: it has a receipt exactly when it is no longer pending. */
function isState({ state, receipt }: Members): boolean {
  return STATES.has(state) && (state === "pending" ? receipt === undefined : textIn(receipt) !== "");
}

function receiptOf({ sub, digest, outcome, reason }: Members, jws: string): KeptReceipt {
  return {
    packet: textIn(sub),
    digest: textIn(digest),
    outcome: textIn(outcome),
    ...(typeof reason === "string" ? { reason } : {}),
    receipt: formatDigest(sha256(new TextEncoder().encode(jws))),
  };
}

/** Tells whether the record repeats its signed receipt correctly. */
function repeats({ packet, digest, state, reason }: Members, claims: Members): boolean {
  return packet === claims.sub && digest === claims.digest && state === claims.outcome && reason === claims.reason;
}
