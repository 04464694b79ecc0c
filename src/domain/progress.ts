/** How far a message has come: four milestones, each with the words that prove it. Pure. */
import type { Milestone, MilestoneWord, PacketView, Progress, TimelineItem } from "./generated/answers.ts";

/** Members of a message's view from which its progress is told. */
interface Shown {
  readonly from: string;
  readonly acceptedAt: string;
  readonly packets: readonly PacketView[];
  readonly timeline: readonly TimelineItem[];
}

/** Words of departments about the persons of a message, and for how many they are still missing. */
export interface Outcomes {
  readonly persons: number;
  /** Persons with an item for which a department still has something to do. */
  readonly open: number;
  readonly words: readonly MilestoneWord[];
}

/**
 * Tells how far a message has come. Packets that were withdrawn, or sealed anew in another packet, count no more.
 *
 * @param gateway its party id: the gateway's word is an entry of its signed log
 * @param outcomes undefined for a message that sent no need of anybody
 */
export function progressOf({ acceptedAt, packets, timeline }: Shown, gateway: string, outcomes?: Outcomes): Progress {
  const replaced = new Set(packets.flatMap(({ replaces }) => replaces ?? []));
  const present = packets.filter(({ id, state }) => !replaced.has(id) && state !== "withdrawn");
  const accepted = timeline.filter(({ type }) => type === "accepted").slice(0, 1);
  const delivered = present.flatMap((packet): MilestoneWord[] => {
    const entry = timeline.find(({ type, packet: about }) => type === "delivered" && about === packet.id);
    const at = entry?.time ?? packet.deliveredAt;
    if (at === undefined) return [];
    return [{ by: gateway, at, recipient: packet.recipient, ...(entry === undefined ? {} : { log: entry.log }) }];
  });
  const confirmed = present.flatMap(({ recipient, receipt }): MilestoneWord[] =>
    receipt?.outcome === "accepted"
      ? [{ by: recipient, at: receipt.receivedAt, jws: receipt.jws, log: receipt.log }]
      : [],
  );
  return joined(
    [
      milestone(
        "accepted",
        1,
        1,
        accepted.length === 0
          ? [{ by: gateway, at: acceptedAt }]
          : accepted.map(({ log }) => ({ by: gateway, at: acceptedAt, log })),
      ),
      milestone("delivered", present.length, delivered.length, delivered),
      milestone("confirmed", present.length, confirmed.length, confirmed),
      ...(outcomes === undefined
        ? []
        : [milestone("outcome", outcomes.persons, outcomes.persons - outcomes.open, outcomes.words)]),
    ],
    present.filter(({ receipt }) => receipt?.outcome !== "accepted").map(({ recipient }) => recipient),
  );
}

/** Adds up the progress of the messages of a thread. */
export function progressOfAll(all: readonly Progress[]): Progress {
  const names = ["accepted", "delivered", "confirmed", "outcome"] as const;
  const milestones = names.flatMap((name) => {
    const same = all.flatMap((one) => one.milestones.filter((milestone) => milestone.name === name));
    if (same.length === 0) return [];
    const sum = (of: (one: Milestone) => number) => same.reduce((total, one) => total + of(one), 0);
    // The words are those of the messages; a person of several messages is in each.
    return [
      milestone(
        name,
        sum(({ of }) => of),
        sum(({ done }) => done),
        [],
        same.flatMap(({ at }) => at ?? []),
      ),
    ];
  });
  return joined(
    milestones,
    all.flatMap(({ unconfirmed }) => unconfirmed),
  );
}

function joined(milestones: readonly Milestone[], unconfirmed: readonly string[]): Progress {
  const waiting = [...new Set(unconfirmed)].toSorted();
  const of = milestones.find(({ name }) => name === "confirmed")?.of ?? 0;
  return { confirmed: of > 0 && waiting.length === 0, unconfirmed: waiting, milestones };
}

function milestone(
  name: Milestone["name"],
  of: number,
  done: number,
  words: readonly MilestoneWord[],
  times: readonly string[] = words.map(({ at }) => at),
): Milestone {
  const last = times.toSorted().at(-1);
  return { name, done, of, ...(done === of && of > 0 && last !== undefined ? { at: last } : {}), words };
}
