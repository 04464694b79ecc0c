import type { Reply } from "../../src/domain/item.ts";
import type { Item } from "../../src/casework/ports.ts";
import type { Result } from "../../src/casework/result.ts";

/** An item as it is right after its list was sealed, 2026-09-28 10:00 in China. */
export const SEALED = Date.parse("2026-09-28T10:00:00+08:00");

/** Makes an item that was just sent. */
export function sentItem(over: Partial<Item> = {}): Item {
  const thread = "0199a000-0000-7000-8000-000000000001";
  return {
    id: "0199a000-0000-7000-8000-000000000002",
    thread,
    message: thread,
    sender: "procuratorate",
    department: "civil-affairs",
    subject: "00".repeat(16),
    need: "N01",
    co: false,
    urgency: "9",
    state: "sent",
    since: SEALED,
    by: thread,
    sealedAt: SEALED,
    originalStart: SEALED,
    chain: [],
    checked: false,
    closed: false,
    flags: [],
    dates: {},
    ...over,
  };
}

/** Makes a result, issued so many hours after the sealing and accepted when it was issued. */
export function resultOf(reply: Reply, hours: number, over: Partial<Result> = {}): Result {
  const issuedAt = SEALED + hours * 3_600_000;
  return { reply, message: `m-${hours}`, issuedAt, acceptedAt: issuedAt, ...over };
}

/** Members with which a 40 is carried out. */
export const PAID = { carriedOut: true, decided: true, firstPaidOn: "2026-10-02" } as const;
