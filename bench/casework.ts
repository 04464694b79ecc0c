/**
 * Processor time of the stages of open items, by the shipped rules: nothing of them is stored, so a list that looks at an item
 * derives its clocks. `node bench/casework.ts`: some seconds.
 */
import { itemClocks } from "../src/casework/item-clocks.ts";
import type { ReadItem } from "../src/casework/ports.ts";
import { DAY_MS, dateOf } from "../src/domain/day.ts";
import { type ItemState, NEEDS } from "../src/domain/item.ts";
import { sentItem, SEALED } from "../test/support/casework.ts";
import { defaultPolicy } from "../test/support/exchange/default-policy.ts";
import { print } from "./figure.ts";

const ITEMS = 100_000;
const DIVISIONS = Array.from({ length: 100 }, (_, n) => String(330_100 + n));
const OPEN: readonly ItemState[] = ["sent", "signed", "accepted", "supplement", "checking", "notice", "granted"];
const NOW = SEALED + 40 * DAY_MS;

/** An open item, one of a million that differ in state, need and days. */
function openItem(n: number): ReadItem {
  const state = OPEN[n % OPEN.length] ?? "sent";
  const sealedAt = NOW - ((n * 7919) % 120) * DAY_MS - (n % 86_400) * 1000;
  const day = (after: number) => dateOf(Math.floor(sealedAt / DAY_MS) + after);
  const replied = n % OPEN.length > 1;
  const item = sentItem({
    state,
    need: NEEDS[n % NEEDS.length] ?? "N01",
    urgency: n % 10 === 0 ? "1" : "9",
    sealedAt,
    originalStart: sealedAt,
    since: sealedAt + DAY_MS,
    ...(replied ? { repliedAt: sealedAt + DAY_MS, dates: { acceptedOn: day(1), checkingOn: day(3) } } : {}),
    ...(state === "supplement"
      ? { dates: { acceptedOn: day(1), pauses: [{ code: "P1", from: day(2) }] }, repliedAt: sealedAt + DAY_MS }
      : {}),
  });
  return { item, receiptAt: state === "sent" ? null : sealedAt + DAY_MS / 2, dead: false };
}

/** Derives the clocks of many items and prints what one takes, ms of processor time for a million. */
export async function runCasework(): Promise<void> {
  const { clocks } = await defaultPolicy();
  const items = Array.from({ length: ITEMS }, (_, n) => openItem(n));
  const derive = () => {
    let overdue = 0;
    items.forEach((read, n) => {
      const { stage } = itemClocks(read, clocks, DIVISIONS[n % DIVISIONS.length], NOW);
      if (stage === "overdue" || stage === "supervise" || stage === "meeting") overdue++;
    });
    return overdue;
  };
  derive();
  const before = process.cpuUsage();
  const overdue = derive();
  const { user, system } = process.cpuUsage(before);
  print({
    name: "casework.stages",
    unit: "s CPU a million items",
    value: (user + system) / ITEMS,
    target: 10,
    items: ITEMS,
    overdue,
  });
}

if (import.meta.main) await runCasework();
