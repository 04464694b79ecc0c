import { makeEvidence } from "../../../src/evidence/make/make.ts";
import { timestampRequest } from "../../../src/tlog/rfc3161/request.ts";
import { parseNote } from "../../../src/tlog/note.ts";
import { entry, packetEntry } from "../../../src/exchange/entries.ts";
import { EvidenceThread, GATEWAY, type ThreadPacket } from "../evidence/evidence-thread.ts";
import { type Family, type Forgery, onePacket, told } from "./forgery.ts";
import { below, type Chance, mutated } from "../mutation.ts";
import { sha256 } from "../sha256.ts";
import { TimeAuthority } from "../log/time-authority.ts";

const DAY = 86_400_000;
const authority = await TimeAuthority.made();
const stranger = await TimeAuthority.made();
const authorities = await authority.roots();

/** Days, one at least. */
const days = (chance: Chance) => (1 + below(chance, 400)) * DAY;

function delivered(thread: EvidenceThread, packet: ThreadPacket): void {
  thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
}

/** A gateway that lies about times, by the name of the lie. Everything else is as it should be. */
export const FORGED_TIMES: Readonly<Record<string, Family>> = {
  "a receipt was recorded before it was signed": (chance) =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      delivered(thread, packet);
      await thread.receipt(packet, "accepted", undefined, Math.floor((thread.at + days(chance)) / 1000));
    }),
  "a receipt was signed before its packet was sealed": (chance) =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      delivered(thread, packet);
      await thread.receipt(packet, "accepted", undefined, Math.floor((thread.at - days(chance)) / 1000));
    }),
  "a packet was delivered before it was sealed": (chance) =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      const now = thread.at;
      thread.at -= days(chance);
      delivered(thread, packet);
      thread.at = now;
      await thread.receipt(packet, "accepted");
    }),
  "the whole thread is older than the keys that signed it": (chance) =>
    told(async (thread) => {
      thread.at -= days(chance);
      await thread.tell();
    }),
  "a key was retired in the future, so that it may sign for long": (chance) =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      const now = thread.at;
      thread.at += days(chance);
      const about = { change: "key-retired", party: "housing", kid: thread.key("housing").kid, use: "sig" };
      thread.add(entry("key", thread.at, GATEWAY, { ...about, directory: "test" }));
      thread.at = now + 3_600_000;
      delivered(thread, packet);
      await thread.receipt(packet, "accepted");
    }),
  "an entry is dated after the witnesses saw the checkpoint": (chance) =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      thread.log.cosignedAt = thread.at;
      thread.at += days(chance);
      delivered(thread, packet);
      await thread.receipt(packet, "accepted");
    }),
  "an entry is dated after the checkpoint was stamped": async (chance) => {
    const forgery = await told(
      async (thread) => {
        // The authority's clock is the machine's: the thread is of another year.
        thread.at = Math.max(thread.at, Date.now()) + days(chance);
        await thread.tellShortly();
      },
      { timestamp: (checkpoint) => stamped(parseNote(checkpoint).text, authority) },
    );
    return { ...forgery, trust: { ...forgery.trust, authorities } };
  },
  "evidence is dated before an entry that it holds": async (chance) => {
    const forgery = await told(async (thread) => {
      await thread.tellShortly();
      thread.at -= days(chance);
    });
    return { ...forgery, trust: { ...forgery.trust, quorum: 0 } };
  },
  "evidence is dated before the witnesses saw the checkpoint": (chance) =>
    told(async (thread) => {
      await thread.tellShortly();
      thread.log.cosignedAt = thread.at + days(chance);
    }),
};

/** Time stamps of something else, of somebody else, or none, where one is asked for. */
export const FORGED_STAMPS: Readonly<Record<string, Family>> = {
  "of another checkpoint": (chance) => withStamp((text) => stamped(`${text}${below(chance, 1e6)}\n`, authority)),
  "of an authority that nobody trusts": () => withStamp((text) => stamped(text, stranger)),
  "of no form": (chance) =>
    withStamp(async (text) => Buffer.from(mutated(chance, await stamped(text, authority)).subarray(1))),
  missing: () => withStamp(async () => undefined),
};

async function withStamp(stamp: (text: string) => Promise<Buffer | undefined>): Promise<Forgery> {
  const thread = await EvidenceThread.made("short", Date.now());
  const timestamp = (checkpoint: string) => stamp(parseNote(checkpoint).text);
  const { bytes } = await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread);
  return { file: bytes, trust: { ...thread.trust(), authorities } };
}

/** An authority's answer for a text. */
function stamped(text: string, by: TimeAuthority): Promise<Buffer> {
  return by.answer(timestampRequest(sha256(Buffer.from(text)), Buffer.from("0102030405060708", "hex")));
}
