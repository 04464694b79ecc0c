import { REJECT_REASONS } from "../../../src/domain/receipt.ts";
import { entry, packetEntry } from "../../../src/exchange/entries.ts";
import { EvidenceThread, GATEWAY, type ThreadPacket } from "./evidence-thread.ts";
import { type Chance, below, oneOf } from "../mutation.ts";

const RECIPIENTS = ["civil-affairs", "housing", "education"] as const;
const CAUSES = ["http-503", "http-429", "timeout", "dns", "connection-closed"] as const;

/** A thread of one to three messages, each packet on one of the ways that the protocol has, with or without its end. */
export async function randomThread(chance: Chance): Promise<EvidenceThread> {
  const thread = new EvidenceThread();
  thread.register();
  const messages = 1 + below(chance, 3);
  for (let n = 0; n < messages; n++) {
    const to = RECIPIENTS.slice(0, 1 + below(chance, RECIPIENTS.length));
    const [id, type] = n === 0 ? [thread.thread, "aid-subject-list"] : [thread.newId(), "supplement"];
    for (const packet of await thread.accept(id, type, "procuratorate", to)) await go(thread, packet, chance);
    if (chance() < 0.3) thread.noise();
  }
  await thread.log.publish();
  return thread;
}

/** One packet's way. */
async function go(thread: EvidenceThread, packet: ThreadPacket, chance: Chance): Promise<void> {
  // Clocks do not stand at whole seconds.
  thread.at += below(chance, 5_000);
  const tries = below(chance, 3);
  for (let attempt = 1; attempt <= tries; attempt++) push(thread, packet, attempt, "retry", oneOf(chance, CAUSES));
  const settle = () => settled(thread, packet, chance);
  const ways: (() => Promise<void> | void)[] = [
    () => {
      push(thread, packet, tries + 1, "delivered", "http-200");
      thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "push" }));
      return settle();
    },
    () => {
      thread.add(packetEntry("fetched", thread.at, packet.recipient, packet));
      return settle();
    },
    () => {
      thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
      return receipt(thread, packet, chance);
    },
    () => {
      thread.add(packetEntry("failed", thread.at, GATEWAY, packet, { code: "window-closed", attempt: tries }));
      if (chance() < 0.3) return thread.add(packetEntry("requeued", thread.at, "operator", packet));
      if (chance() < 0.5) return undefined;
      thread.add(packetEntry("fetched", thread.at, packet.recipient, packet));
      return settle();
    },
    () => undefined,
  ];
  await oneOf(chance, ways)();
}

function push(thread: EvidenceThread, packet: ThreadPacket, attempt: number, outcome: string, code: string): void {
  const more = { attempt, outcome, code, milliseconds: 7 };
  thread.add(packetEntry("attempt", thread.at, GATEWAY, packet, more));
}

async function settled(thread: EvidenceThread, packet: ThreadPacket, chance: Chance): Promise<void> {
  if (chance() < 0.3) return;
  await receipt(thread, packet, chance);
  if (chance() < 0.2) {
    const more = { outcome: "rejected", reason: "other", state: "accepted" };
    thread.add(packetEntry("conflict", thread.at, packet.recipient, packet, more));
  }
  if (chance() < 0.3) erase(thread, packet, chance);
}

function receipt(thread: EvidenceThread, packet: ThreadPacket, chance: Chance): Promise<void> {
  if (chance() < 0.6) return thread.receipt(packet, "accepted");
  return thread.receipt(packet, "rejected", oneOf(chance, REJECT_REASONS));
}

function erase(thread: EvidenceThread, packet: ThreadPacket, chance: Chance): void {
  const [actor, why] = oneOf<readonly [string, Readonly<Record<string, string>>]>(chance, [
    [GATEWAY, { reason: "retention", rule: "retention@2026-1" }],
    ["operator", { reason: "request", basis: "pipl-47", reference: "2026-17" }],
  ]);
  const { message, thread: of } = packet;
  thread.add(packetEntry("erased", thread.at, actor, packet, why));
  thread.add(entry("envelope-erased", thread.at, actor, { message, thread: of, ...why }));
}
