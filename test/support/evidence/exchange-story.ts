/** Exchanges as all sides have them, out of small plans that fast-check makes and shrinks. */
import fc from "fast-check";
import type { Kept, KeptPacket, KeptReceipt, KeptSubmission } from "../../../src/evidence/reconcile/kept.ts";
import type { AuditEntry, EntryType } from "../../../src/domain/audit-entry.ts";

export const ORIGIN = "log.example/aid";
export const GATEWAY = "gateway";
export const SENDERS = ["procuratorate", "county"] as const;
export const RECIPIENTS = ["housing", "education", "veterans"] as const;

/** Steps of a packet. */
const FATES = {
  queued: [],
  pushed: ["attempt", "delivered"],
  fetched: ["fetched"],
  accepted: ["fetched", "accepted"],
  "accepted at once": ["delivered", "accepted"],
  rejected: ["fetched", "bad-content"],
  failed: ["attempt", "failed"],
  "failed and fetched": ["attempt", "failed", "fetched", "accepted"],
  requeued: ["attempt", "failed", "requeued", "attempt", "delivered", "accepted"],
  withdrawn: ["withdrawn"],
  erased: ["fetched", "accepted", "erased"],
  "sealed again": ["fetched", "undecryptable", "resealed"],
} as const;

export type Fate = keyof typeof FATES;

/** A message and what becomes of its packets. */
export interface Plan {
  readonly sender: (typeof SENDERS)[number];
  /** Time of its acceptance, ms. */
  readonly at: number;
  /** Packets by recipient; those that were sealed again, in order. */
  readonly packets: readonly { readonly recipient: (typeof RECIPIENTS)[number]; readonly fates: readonly Fate[] }[];
}

/** The month's last and first moments, in the locality and in UTC. */
const EDGES = ["2026-10-31T16:00:00Z", "2026-11-01T00:00:00Z", "2026-11-30T16:00:00Z", "2026-12-01T00:00:00Z"];

const moments = fc.oneof(
  fc.integer({ min: Date.parse("2026-10-01T00:00:00Z"), max: Date.parse("2026-12-31T00:00:00Z") }),
  fc.tuple(fc.constantFrom(...EDGES), fc.integer({ min: -3, max: 3 })).map(([edge, near]) => Date.parse(edge) + near),
);

const fates = fc
  .tuple(fc.nat(3), fc.constantFrom(...(Object.keys(FATES) as Fate[]).filter((fate) => fate !== "sealed again")))
  .map(([times, last]): Fate[] => [
    ...Array.from({ length: Math.max(0, times - 1) }, () => "sealed again" as const),
    last,
  ]);

export const plans: fc.Arbitrary<Plan[]> = fc.array(
  fc.record({
    sender: fc.constantFrom(...SENDERS),
    at: moments,
    packets: fc.uniqueArray(fc.record({ recipient: fc.constantFrom(...RECIPIENTS), fates }), {
      selector: ({ recipient }) => recipient,
      minLength: 1,
    }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** An exchange as the log, the senders and the recipients have it. */
export interface Story {
  /** In the order of the log. */
  readonly entries: readonly AuditEntry[];
  /** Records by the party that keeps them. */
  readonly submissions: readonly (KeptSubmission & { readonly keeper: string })[];
  /** Files of pushes without an answer, by sender. */
  readonly unanswered: readonly { readonly sender: string; readonly file: string }[];
  readonly packets: readonly (KeptPacket & { readonly recipient: string })[];
  readonly receipts: readonly (KeptReceipt & { readonly recipient: string })[];
}

interface Sealed {
  readonly message: string;
  readonly thread: string;
  readonly packet: string;
  readonly recipient: string;
  readonly digest: string;
}

/** The honest story of some plans. */
export function storyOf(all: readonly Plan[]): Story {
  const told: AuditEntry[][] = [];
  const story = {
    submissions: [] as Story["submissions"][number][],
    packets: [] as Story["packets"][number][],
    receipts: [] as Story["receipts"][number][],
  };
  for (const [n, { sender, at, packets }] of all.entries()) {
    const message = `m${n}`;
    const about = packets.map(({ recipient }): Sealed => sealedFor(message, recipient, ""));
    told.push(
      inTime(at, 0, [
        { type: "accepted", actor: sender, message, thread: message, digest: `d-${message}`, packets: about.length },
        ...about.map((packet) => ({ type: "sealed" as const, actor: GATEWAY, ...packet })),
      ]),
    );
    story.submissions.push({
      keeper: sender,
      message,
      sender,
      digest: `d-${message}`,
      origin: ORIGIN,
      leafHash: `leaf-${message}`,
      packets: about.map(({ packet: id, recipient, digest }) => ({ id, recipient, digest })),
    });
    for (const [k, { recipient, fates: all }] of packets.entries()) {
      told.push(...lives(at + 1 + k, sealedFor(message, recipient, ""), all, sender, story));
    }
  }
  // Each list is in order; among lists the time decides, as commits do.
  const entries = told.flat().toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
  return { entries, unanswered: [], ...story };
}

/** The lives of a packet and of those that replace it. */
function lives(
  at: number,
  first: Sealed,
  all: readonly Fate[],
  sender: string,
  story: { packets: Story["packets"][number][]; receipts: Story["receipts"][number][] },
): AuditEntry[][] {
  let packet = first;
  return all.map((fate, turn) => {
    const entries: (Partial<AuditEntry> & Pick<AuditEntry, "type" | "actor">)[] = [];
    const handed = FATES[fate].some((step) => step === "fetched" || step === "delivered");
    if (handed) {
      story.packets.push({
        packet: packet.packet,
        digest: packet.digest,
        message: packet.message,
        recipient: packet.recipient,
      });
    }
    for (const step of FATES[fate]) entries.push(...stepOf(step, packet, sender, story.receipts));
    if (fate === "sealed again") {
      const next = sealedFor(packet.message, packet.recipient, `${turn + 2}`);
      entries.push({ type: "resealed", actor: "operator", ...packet, by: next.packet });
      entries.push({ type: "sealed", actor: GATEWAY, ...next, replaces: packet.packet });
      packet = next;
    }
    return inTime(at + turn * DAY, 60_000, entries);
  });
}

const DAY = 86_400_000;

function stepOf(step: string, packet: Sealed, sender: string, receipts: Story["receipts"][number][]) {
  const { recipient } = packet;
  if (step === "accepted" || step === "bad-content" || step === "undecryptable") {
    const word = step === "accepted" ? { outcome: step } : { outcome: "rejected", reason: step };
    const receipt = `jws-${packet.packet}`;
    receipts.push({ packet: packet.packet, recipient, digest: packet.digest, ...word, receipt });
    return [{ type: "receipt" as const, actor: recipient, ...packet, ...word, receipt }];
  }
  if (step === "resealed") return [];
  const actor = step === "fetched" ? recipient : step === "withdrawn" ? sender : GATEWAY;
  const more =
    step === "withdrawn" ? { was: "queued", by: "m-withdrawal" } : step === "delivered" ? { via: "push" } : {};
  return [{ type: step as EntryType, actor, ...packet, ...more }];
}

function sealedFor(message: string, recipient: string, turn: string): Sealed {
  const packet = `${message}-${recipient}${turn}`;
  return { message, thread: message, packet, recipient, digest: `d-${packet}` };
}

/** Entries one after the other. @param step ms between them */
function inTime(
  at: number,
  step: number,
  entries: readonly (Partial<AuditEntry> & Pick<AuditEntry, "type" | "actor">)[],
): AuditEntry[] {
  return entries.map((entry, n) => ({ v: 1, ...entry, time: new Date(at + n * step).toISOString() }));
}

/** Records of each party in turn: a reconciliation compares two sides at a time. */
export function keptOf({ submissions, unanswered, packets, receipts }: Story): Kept[] {
  return [
    ...SENDERS.map(
      (party): Kept => ({
        sender: {
          party,
          submissions: submissions.filter(({ keeper }) => keeper === party).map(({ keeper: _whose, ...one }) => one),
          unanswered: unanswered.filter(({ sender }) => sender === party).map(({ file }) => file),
        },
      }),
    ),
    ...RECIPIENTS.map(
      (party): Kept => ({
        recipient: {
          party,
          packets: packets.filter(({ recipient }) => recipient === party).map(({ recipient: _whose, ...one }) => one),
          receipts: receipts.filter(({ recipient }) => recipient === party).map(({ recipient: _whose, ...one }) => one),
        },
      }),
    ),
  ];
}
