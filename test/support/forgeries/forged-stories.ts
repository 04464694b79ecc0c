import { encodeHex } from "../../../src/wire/bytes.ts";
import { recordEntry } from "../../../src/tlog/entry.ts";
import { EVIDENCE_PATHS } from "../../../src/evidence/format.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { canonicalize } from "../../../src/wire/jcs.ts";
import { entry, packetEntry, sha256 as digest } from "../../../src/exchange/entries.ts";
import { rfc3339 } from "../../../src/wire/rfc3339.ts";
import { type EvidenceThread, GATEWAY, type ThreadPacket } from "../evidence/evidence-thread.ts";
import { addEntry, type Caught, type Conditions, edited, type Files, onePacket, told } from "./forgery.ts";

const ANOTHERS = /^entry \d+ names another packet, or another party as its actor$/;

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

/** Forgeries that only one condition on the entries of packets finds. */
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
  'entry.type !== "withdrawn" && entry.type !== "rerouted"': story((thread, { message }) => {
    const packet = thread.packet(message, "education");
    thread.add(packetEntry("rerouted", thread.at, "operator", packet, { from: "housing" }), thread.sealed(packet));
  }),
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
        const about = first(thread);
        thread.log.all[0] = recordEntry({ ...before, ...about });
        await thread.tellShortly();
        const { change } = registered.entry;
        if (last !== undefined) {
          thread.add({ entry: { ...before, ...about, change, time: rfc3339(thread.at), ...last } });
        }
      },
    );
  // The message relies on them, and its packet too.
  return { forge, step: "rules", reason, reasons: reason === UNNAMED ? 2 : 1 };
}

const hexOf = (text: string) => encodeHex(digest(text));
const UNREGISTERED = /^policy\/[0-9a-f]{64}\.json is not registered in the log$/;
const UNNAMED = /^the sharing policy of entry \d+ is not among the files$/;

/** A document of rules: names of parts, as `{id}@{version}`. */
function document(parts: Readonly<Record<string, string>>): string {
  const named = Object.entries(parts).map(([part, name]) => {
    const [id, version] = name.split("@");
    return [part, { id, version }] as const;
  });
  return canonicalize(Object.fromEntries(named));
}

/** The thread's rules are this document. */
function ruledBy(thread: EvidenceThread, parts: Readonly<Record<string, string>>): { readonly rules: string } {
  Object.assign(thread, { rules: document(parts) });
  return { rules: hexOf(thread.rules) };
}

/** One more document among the files. @param id digest that its name says */
function add(files: Files, text: string, id = hexOf(text)): void {
  files.set(EVIDENCE_PATHS.rules(id), Buffer.from(text));
}

const MORE = document({ "sharing-policy": "sharing-test@3", routing: "routing@7" });
const OTHER_PART = document({ other: "other@1" });
const NO_DIGEST = "f".repeat(64);

/** Forgeries that only one condition on the rules in force finds. */
export const FORGED_RULES: Conditions = {
  "encodeHex(sha256(bytes)) === file.id": rules(
    () => ({}),
    /^policy\/f{64}\.json is not the document that its name says$/,
    (files) => add(files, MORE, NO_DIGEST),
    { rules: NO_DIGEST },
  ),
  "entry.actor === manifest?.gateway": {
    ...rules(() => ({ actor: "housing" }), new RegExp(`${UNREGISTERED.source}|${UNNAMED.source}`)),
    reasons: 3,
  },
  "entry.rules === id": rules(
    () => ({}),
    UNREGISTERED,
    (files) => add(files, MORE),
  ),
  // The log says of a document that it is the policy of the messages; it is another, and registered for its calendar.
  "partNamed(documents.get(entry.rules), entry.part) === entry.to": rules(
    (thread) => ruledBy(thread, { "sharing-policy": "sharing-test@9", calendar: "calendar@1" }),
    UNNAMED,
    undefined,
    { part: "calendar", to: "calendar@1" },
  ),
  "PARTS.some((one) => one === part)": rules(
    () => ({}),
    UNREGISTERED,
    (files) => add(files, OTHER_PART),
    { rules: hexOf(OTHER_PART), part: "other", to: "other@1" },
  ),
  "one.index < index": rules(() => ({ change: "party-added" }), UNNAMED, undefined, {}),
  'one.entry.part === "sharing-policy"': rules(
    (thread) => ({ ...ruledBy(thread, { routing: "sharing-test@3" }), part: "routing" }),
    UNNAMED,
  ),
  "one.entry.to === entry.policy": rules(
    (thread) => ({ ...ruledBy(thread, { "sharing-policy": "sharing-test@4" }), to: "sharing-test@4" }),
    UNNAMED,
  ),
};

const OTHER_TEXT = /^schemas\/aid-subject-list\.1\.schema\.json is not the schema that the log registered$/;
const STRANGE = JSON.stringify({ title: "another text" });

/** Forgeries that only one condition on the schemas finds. */
export const FORGED_SCHEMAS: Conditions = {
  'evidenceFile(path)?.kind === "schema" && !named.has(path)': {
    forge: () => edited((files) => void files.set(EVIDENCE_PATHS.schema("supplement", "1"), Buffer.from(STRANGE))),
    step: "schemas",
    reason: /^a schema belongs to no message$/,
  },
  // One that nobody registered must not cover for one that is another than was registered.
  "untied === 0 || findings.list.length > 0": {
    forge: () =>
      edited(
        (files, thread) => {
          const own = thread.log.all.findIndex(({ entry: { schema } }) => schema === "supplement@1");
          files.delete(EVIDENCE_PATHS.entry(own));
          files.delete(EVIDENCE_PATHS.proof(own));
          files.set(EVIDENCE_PATHS.schema("aid-subject-list", "1"), Buffer.from(STRANGE));
        },
        async (thread) => {
          await thread.tellShortly();
          await thread.accept(thread.newId(), "supplement", "procuratorate", ["education"]);
        },
      ),
    step: "schemas",
    reason: OTHER_TEXT,
  },
  // A later registration, which would count if anybody's did.
  "entry.actor === manifest?.gateway": {
    forge: () =>
      edited(
        async (files, thread) => {
          const own = thread.log.all.findIndex(({ entry: { schema } }) => schema === "aid-subject-list@1");
          await addEntry(files, thread, own);
          files.set(EVIDENCE_PATHS.schema("aid-subject-list", "1"), Buffer.from(STRANGE));
        },
        async (thread) => {
          const about = { change: "schema", schema: "aid-subject-list@1", digest: formatDigest(digest(STRANGE)) };
          thread.add(entry("directory", thread.at, "housing", { ...about, thread: thread.thread }));
          await thread.tellShortly();
        },
      ),
    step: "schemas",
    reason: OTHER_TEXT,
  },
};
