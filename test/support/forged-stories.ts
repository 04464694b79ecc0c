import { recordEntry } from "../../src/audit/entry.ts";
import { EVIDENCE_PATHS, hexText } from "../../src/audit/evidence-format.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { packetEntry, rfc3339, sha256 as digest } from "../../src/exchange/entries.ts";
import { type EvidenceThread, GATEWAY, type ThreadPacket } from "./evidence-thread.ts";
import { type Caught, type Conditions, edited, type Files, onePacket, told } from "./forgery.ts";

const ANOTHERS = /^entry \d+ speaks of another packet, or another party's act$/;

/** A packet, and one more entry about it that is not as it should be. */
function story(
  tell: (thread: EvidenceThread, packet: ThreadPacket) => void | Promise<void>,
  reason = ANOTHERS,
): Caught {
  const forge = () =>
    told(async (thread) => {
      await tell(thread, await onePacket(thread));
    });
  return { forge, step: "story", reason };
}

const attempt = { attempt: 1, outcome: "failed", code: "http-500", milliseconds: 12 };

/** A packet that is withdrawn, by these. @param withdrawing who sent the message that withdraws it */
function withdrawn(actor: string, withdrawing: string): Caught {
  return story(async (thread, packet) => {
    const by = thread.newId();
    await thread.accept(by, "withdrawal", withdrawing, ["housing"]);
    thread.add(packetEntry("withdrawn", thread.at, actor, packet, { by, was: "queued" }));
  });
}

/** What only one condition on the entries of packets finds. */
export const FORGED_STORIES: Conditions = {
  "entry[name] === entries[0]?.entry[name]": story((thread, packet) =>
    thread.add(packetEntry("attempt", thread.at, GATEWAY, { ...packet, digest: digest("another") }, attempt)),
  ),
  // Entries of a packet's life that name none would be of no packet's life, and nobody would replay them.
  "entry.packet === undefined && isPacketType(entry.type)": {
    forge: () =>
      told(async (thread) => {
        const packet = thread.packet(thread.thread, "housing");
        thread.packet = () => ({ ...packet, id: undefined as unknown as string });
        await onePacket(thread);
      }),
    step: "story",
    reason: /^entry \d+ names no packet$/,
  },
  "entry.actor === evidence.manifest?.gateway": story((thread, packet) =>
    thread.add(packetEntry("attempt", thread.at, "operator", packet, attempt)),
  ),
  "entry.actor === entry.recipient": story((thread, packet) =>
    thread.add(packetEntry("fetched", thread.at, "education", packet)),
  ),
  "entry.actor === senderOf(entry.message)": withdrawn("education", "education"),
  "entry.actor === senderOf(entry.by)": withdrawn("procuratorate", "education"),
  "packetStory(entries).faults": story(
    (thread, packet) => thread.add(packetEntry("requeued", thread.at, "operator", packet)),
    /^entry \d+ cannot follow the ones before it$/,
  ),
};

/** Evidence of a thread whose sharing policy was registered in another way. @param tell after the message */
function rules(
  first: (thread: EvidenceThread) => Partial<AuditEntry>,
  reason: RegExp,
  edit: (files: Files, thread: EvidenceThread) => void = () => {},
  last?: Partial<AuditEntry>,
): Caught {
  const forge = () =>
    edited(
      (files, thread) => {
        files.set(EVIDENCE_PATHS.rules(hexOf(thread.rules)), Buffer.from(thread.rules));
        edit(files, thread);
      },
      async (thread) => {
        const [registered] = thread.log.all;
        if (registered === undefined) throw new TypeError("the rules");
        // Of the thread, so that it may be there whatever it says.
        const before = { ...registered.entry, thread: thread.thread };
        thread.log.all[0] = recordEntry({ ...before, ...first(thread) });
        await thread.tellShortly();
        if (last !== undefined) thread.add({ entry: { ...before, time: rfc3339(thread.at), ...last } });
      },
    );
  // The message relies on them, and its packet too.
  return { forge, step: "rules", reason, reasons: reason === UNNAMED ? 2 : 1 };
}

const hexOf = (text: string) => hexText(digest(text));
const ANOTHER_VERSION = JSON.stringify({ "sharing-policy": { id: "sharing-test", version: "4" } });
const UNREGISTERED = /^policy\/[0-9a-f]{64}\.json is not registered in the log$/;
const UNNAMED = /^the sharing policy of entry \d+ is not among the files$/;

function another(files: Files): void {
  files.set(EVIDENCE_PATHS.rules(hexOf(ANOTHER_VERSION)), Buffer.from(ANOTHER_VERSION));
}

/** What only one condition on the rules in force finds. */
export const FORGED_RULES: Conditions = {
  "hexText(sha256(bytes)) === file.id": rules(
    () => ({}),
    /^policy\/[0-9a-f]{64}\.json is not the document that its name says$/,
    (files, { rules: text }) =>
      files.set(EVIDENCE_PATHS.rules(hexOf(text)), Buffer.from(text.replace('"routing":{}', '"routing":{"a":1}'))),
  ),
  'entry.change === "rules" && entry.actor === manifest?.gateway': {
    ...rules(() => ({ actor: "housing" }), new RegExp(`${UNREGISTERED.source}|${UNNAMED.source}`)),
    reasons: 3,
  },
  "entry.rules === file.id": rules(() => ({}), UNREGISTERED, another),
  "partNamed(document, part) === entry.to": rules(() => ({}), UNREGISTERED, another, {
    rules: hexOf(ANOTHER_VERSION),
    to: "sharing-test@5",
  }),
  "one.index < index": rules(() => ({ change: "party-added" }), UNNAMED, undefined, {}),
  'one.entry.part === "sharing-policy"': rules(() => ({ part: "routing" }), UNNAMED),
  "one.entry.to === entry.policy": rules((thread) => {
    Object.assign(thread, { rules: ANOTHER_VERSION });
    return { rules: hexOf(ANOTHER_VERSION), to: "sharing-test@4" };
  }, UNNAMED),
};
