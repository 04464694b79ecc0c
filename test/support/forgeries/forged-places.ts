import { inclusionReceipt } from "../../../src/tlog/cose/receipt.ts";
import { EVIDENCE_PATHS, readManifest, writeManifest } from "../../../src/evidence/format.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import { formatNote, parseNote } from "../../../src/tlog/note.ts";
import { formatTlogProof, parseTlogProof } from "../../../src/tlog/tlog-proof.ts";
import { trustOf } from "../../../src/evidence/verify/trust.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { entry, packetEntry } from "../../../src/exchange/entries.ts";
import { EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";
import {
  addEntry,
  type Caught,
  type Conditions,
  edited,
  type Files,
  type Forgery,
  onePacket,
  told,
} from "./forgery.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { sha256 } from "../sha256.ts";

const text = (files: Files, path: string) => Buffer.from(files.get(path) ?? []).toString();

/** A short thread under a manifest that says something else of the log. */
function manifest(lie: { readonly origin?: string; readonly size?: number }): Caught {
  const forge = () =>
    edited((files) => {
      const before = readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
      if (before === undefined) throw new TypeError("a manifest");
      files.set(EVIDENCE_PATHS.manifest, writeManifest({ ...before, log: { ...before.log, ...lie } }));
    });
  return { forge, step: "checkpoint", reason: /^the manifest names another checkpoint$/ };
}

/** A short thread, the proof of its last entry written anew. */
function proof(lie: (proof: ReturnType<typeof parseTlogProof>) => object, reason: RegExp): Caught {
  const forge = () =>
    edited((files, { log }) => {
      const path = EVIDENCE_PATHS.proof(log.all.length - 1);
      const before = parseTlogProof(text(files, path));
      files.set(path, Buffer.from(formatTlogProof({ ...before, ...lie(before) })));
    });
  return { forge, step: "inclusion", reason };
}

/** Evidence with one COSE receipt, which the log signed, and which says something else than where the entry is. */
function cose(
  says: (log: MemoryLog, size: number) => { readonly beside: number; readonly index: number; readonly size: number },
  tell: (thread: EvidenceThread) => Promise<void> = (thread) => thread.tellShortly(),
): Caught {
  const forge = () =>
    edited(async (files, { log }) => {
      const { published } = await log.heads();
      if (published === undefined) throw new TypeError("published");
      const { beside, index, size } = says(log, published.size);
      const path = await log.inclusionProof(index, published.size);
      const receipt = await inclusionReceipt({ index, size, root: published.root, proof: path }, log);
      files.set(EVIDENCE_PATHS.cose(beside), receipt);
    }, tell);
  return { forge, step: "cose", reason: /^the COSE receipt of entry \d+ is not valid$/ };
}

/** A short thread, and another entry of its log among its files. @param which made for it, or picked out of the log */
function stray(which: (thread: EvidenceThread) => Partial<AuditEntry> | ((one: AuditEntry) => boolean)): Caught {
  const forge = () =>
    edited(
      async (files, thread) => {
        const picked = which(thread);
        const index =
          typeof picked === "function"
            ? thread.log.all.findIndex(({ entry: one }) => picked(one))
            : thread.log.all.length - 1;
        await addEntry(files, thread, index);
      },
      async (thread) => {
        await thread.tellShortly();
        const made = which(thread);
        if (typeof made === "function") return;
        const { type = "key", actor = GATEWAY, ...about } = made;
        thread.add(entry(type, thread.at, actor, about));
      },
    );
  return { forge, step: "thread", reason: /^entry \d+ does not belong to the thread$/ };
}

const ofKey = (thread: EvidenceThread) => ({
  change: "key-restored",
  party: "housing",
  kid: thread.key("housing").kid,
  use: "sig",
  directory: "test",
});

/** Forgeries that only one condition on the checkpoint, the proofs and the places of entries finds. */
export const FORGED_PLACES: Conditions = {
  "manifest?.log.origin === origin": manifest({ origin: "log.example/another" }),
  "manifest.log.size === size": manifest({ size: 1_000 }),
  "entries.length > 0": {
    forge: () =>
      edited((files) => {
        for (const path of files.keys()) if (path.startsWith("entries/")) files.delete(path);
      }),
    step: "entries",
    reason: /^there is no entry$/,
    also: ["keys", "manifest-signature", "receipts", "rules", "schemas", "submission-receipts", "thread", "times"],
  },
  "present.has(file.index)": {
    forge: () =>
      edited((files, { log }) => void files.set(EVIDENCE_PATHS.proof(log.all.length), Buffer.from("a proof"))),
    step: "entries",
    reason: /^a proof belongs to no entry$/,
  },
  // The same checkpoint, a cosignature left out: whoever looks at the proof alone sees fewer witnesses, or others.
  "proof.checkpoint === checkpointText": proof(({ checkpoint }) => {
    const { text: signed, signatures } = parseNote(checkpoint);
    return { checkpoint: formatNote({ text: signed, signatures: signatures.slice(0, -1) }) };
  }, /^entry \d+ is proved to another checkpoint$/),
  "proof.index === index": proof(({ index }) => ({ index: index - 1 }), /^entry \d+ is not in the log at its place$/),
  // What a receipt signs is the root: of two sizes with paths of one length the other one can be written.
  "one.size === other.size": cose((_log, size) => ({ beside: 1, index: 1, size: size + 1 })),
  // Two entries that are the same bytes have one hash: each has its own place all the same.
  "says.index === index": cose(
    ({ all }, size) => {
      const [first = 0, second = 0] = all.flatMap(({ entry: one }, n) => (one.type === "fetched" ? [n] : []));
      return { beside: second, index: first, size };
    },
    async (thread) => {
      const packet = await onePacket(thread);
      const fetched = packetEntry("fetched", thread.at, "housing", packet);
      thread.add(fetched, fetched);
    },
  ),
  "entry.actor !== manifest?.gateway": stray((thread) => ({ ...ofKey(thread), actor: "housing" })),
  "entry.thread !== undefined": stray((thread) => ({ ...ofKey(thread), thread: thread.newId() })),
  "keys.get(String(entry.party))?.some(({ kid }) => kid === entry.kid) === true": stray(
    () => (one) => one.type === "key" && one.party === "education",
  ),
  'readable.some((one) => reliesOn(one.entry).includes(name ?? ""))': stray(
    () => (one) => one.schema === "supplement@1",
  ),
  'entry.change === "rules"': stray(({ rules }) => ({ ...OF_RULES, change: "rules-noted", rules: hex(rules) })),
  "files.has(EVIDENCE_PATHS.rules(String(entry.rules)))": stray(() => ({ ...OF_RULES, rules: "f".repeat(64) })),
  'entry.type === "accepted" && entry.message === manifest?.thread': {
    forge: () =>
      told(async (thread) => {
        const message = thread.newId();
        await thread.accept(message, "aid-subject-list", "procuratorate", ["housing"]);
      }),
    step: "thread",
    reason: /^the message that opened the thread is missing$/,
  },
};

const OF_RULES = { type: "directory", change: "rules", part: "calendar", to: "calendar@1" } as const;

function hex(rules: string): string {
  return Buffer.from(sha256(Buffer.from(rules))).toString("hex");
}

/** A packet that its recipient refused, and the word that it is sealed again. */
export async function refusedAndAnnounced(thread: EvidenceThread): Promise<void> {
  const packet = await onePacket(thread);
  thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
  await thread.receipt(packet, "rejected", "undecryptable");
  thread.add(packetEntry("resealed", thread.at, "operator", packet, { by: thread.newId() }));
}

/** Forgeries that only one condition on the packets of a message finds. */
export const FORGED_PACKETS: Conditions = {
  "packets.length === entry.packets": {
    forge: () =>
      told((thread) => void thread.accept(thread.thread, "aid-subject-list", "procuratorate", ["housing"], 2)),
    step: "packets",
    reason: /^entry \d+ counts another number of packets than were sealed$/,
  },
  // One packet too many, which is called a need that was sent on when it is there already.
  "(announced.get(entry.packet) ?? index) < index": {
    forge: () =>
      told(async (thread) => {
        await thread.tellShortly();
        const packet = thread.packet(thread.thread, "education");
        thread.add(thread.sealed(packet));
        thread.add(packetEntry("rerouted", thread.at, "procuratorate", packet, { from: "housing" }));
      }),
    step: "packets",
    reason: /^entry \d+ counts another number of packets than were sealed$/,
    also: ["story", "submission-receipts"],
  },
  "new Set(ids).size === ids.length": {
    forge: () =>
      told(async (thread) => {
        const id = thread.newId();
        // Two packets of one name: the story sees it as well, but says only that one cannot follow the other.
        thread.packet = (message, recipient) => ({
          id,
          message,
          recipient,
          thread: thread.thread,
          digest: Buffer.from(sha256(Buffer.from(id))),
        });
        await thread.accept(thread.thread, "aid-subject-list", "procuratorate", ["housing", "housing"]);
      }),
    step: "packets",
    reason: /^a packet was sealed twice$/,
    also: ["story"],
  },
  "new Set(messages).size === messages.length": {
    forge: () =>
      told(async (thread) => {
        // The same entry once more: one receipt fits both, and so do the packets.
        await thread.tellShortly();
        const accepted = thread.log.all.find(({ entry: one }) => one.type === "accepted");
        thread.add({ entry: { ...(accepted?.entry as AuditEntry) } });
      }),
    step: "packets",
    reason: /^a message was accepted twice$/,
  },
  // That another packet comes in its place was said, and it never came.
  "index + 1 === evidence.checkpoint?.size": {
    forge: () =>
      told(async (thread) => {
        await refusedAndAnnounced(thread);
        thread.noise();
      }),
    step: "packets",
    reason: /^entry \d+ names a replacement that was never sealed$/,
  },
  "messages.includes(entry.message)": {
    forge: () =>
      told(async (thread) => {
        await thread.tellShortly();
        thread.add(thread.sealed(thread.packet(thread.newId(), "education")));
      }),
    step: "packets",
    reason: /^entry \d+ seals a packet of no accepted message$/,
  },
};

/** Forgeries that only one condition on the log at hand finds. */
export const FORGED_COPIES: Conditions = {
  // Two logs that a reader trusts, with the same entries: the evidence is of one, and the other is at hand.
  "checkpoint.size <= (sharedWith(checkpoint.origin, origin, begun) ?? -1)": {
    async forge(): Promise<Forgery> {
      const thread = await EvidenceThread.made("short");
      const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
      const other = new MemoryLog("log.example/another");
      other.append(...thread.log.all.map(({ entry: one }) => one));
      await other.publish();
      const files = other.mirror();
      const trust = thread.trust();
      const both = trustOf({ log: [thread.log.signer.vkey, other.signer.vkey] }, sha256).log;
      return { file: bytes, trust: { ...trust, log: both }, log: { read: async (path) => files.get(path) } };
    },
    step: "complete",
    reason: /^the evidence's checkpoint is not of the log at hand$/,
  },
};
