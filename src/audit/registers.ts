/** Registers that the law on personal information asks for: what was provided (PIPL 55, 56), and requests of persons (PIPL 44 to 50). */
import type { AuditEntry } from "../domain/audit-entry.ts";
import type { ProvisionPage, RightsRegister } from "../domain/generated/answers.ts";
import { purposeOf } from "../domain/purpose.ts";
import { dateOf } from "../domain/day.ts";
import type { Calendar } from "../domain/deadline.ts";
import type { Clock } from "../exchange/ports.ts";
import { present } from "../wire/present.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { readRecorded } from "../tlog/entry.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { PageQuery } from "./auditing.ts";
import type { AuditRows, DeliveryFilter } from "./queries.ts";

/** Which provisions are listed. */
export type ProvisionFilter = Pick<DeliveryFilter, "sender" | "recipient" | "type" | "from" | "to">;

/** Registers, for auditors. */
export interface Registers {
  /** Packets, newest first: who got which groups of fields, on what basis, for what. */
  provision(filter: ProvisionFilter, page: PageQuery): Promise<ProvisionPage>;
  /** Requests of persons, newest first, by their numbers in the operator's own register. */
  rights(period: { readonly from?: number; readonly to?: number }): Promise<RightsRegister>;
}

/** Parts that registers need. */
export interface RegistersDeps {
  readonly rows: AuditRows;
  readonly clock: Clock;
  readonly calendar: () => Pick<Calendar, "dayAt" | "dateAt" | "workingDayAfter">;
}

/** Most entries of one kind that the register of requests is made of. */
const MOST = 5_000;
/** Working days for the answer of a request (a proposal: the law says "in time"). */
const ANSWER_WD = 15;

/** Kind of a request, by the ground on which an operator acts. */
const KINDS: Readonly<Record<string, RightsRegister["items"][number]["kind"]>> = {
  "pipl-45": "access",
  "pipl-46": "correct",
  "pipl-47": "erase",
  "pipl-15": "withdraw",
  "pipl-48": "explain",
};

/** Makes the registers from rows. */
export function createRegisters({ rows, clock, calendar }: RegistersDeps): Registers {
  const check = (text: string) => rows.cursorCheck(text);
  const entriesOf = async (type: AuditEntry["type"], to: number | undefined) =>
    (await rows.events({ type, ...present({ to }) }, undefined, MOST)).map(
      ({ bytes, leafHash }) => readRecorded(bytes, leafHash).entry,
    );

  return {
    async provision(filter, { after, limit }) {
      const question = JSON.stringify(["provision", Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
      const place = after === undefined ? undefined : readCursor(check, question, after);
      const found = await rows.deliveries(filter, place, limit + 1, clock.now());
      const shown = found.slice(0, limit);
      const named = await rows.groundsOf([...new Set(shown.flatMap(({ message, thread }) => [message, thread]))]);
      const items = shown.map(({ id, message, thread, type, sender, recipient, disclosed, sealedAt, erasedAt }) => ({
        packet: id,
        message,
        thread,
        type,
        sender,
        recipient,
        groups: [...disclosed],
        at: rfc3339(sealedAt),
        ...present({
          basis: named.get(message)?.basis,
          purpose: purposeOf(type, named.get(thread)?.purpose),
          erasedAt: erasedAt === null ? undefined : rfc3339(erasedAt),
        }),
      }));
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, ...(last === undefined ? {} : { next: writeCursor(check, question, last.packet) }) };
    },

    async rights({ from = 0, to }) {
      const lookups = await entriesOf("person-lookup", to);
      const erasures = await entriesOf("erasure-requested", to);
      const { dayAt, dateAt, workingDayAfter } = calendar();
      const now = clock.now();
      const requests = Map.groupBy(
        [...lookups, ...erasures],
        ({ actor, reference }) => `${actor} ${String(reference)}`,
      );
      const items = [...requests.values()].flatMap((entries) => {
        const inOrder = entries.toSorted((a, b) => (a.time < b.time ? -1 : 1));
        const [first] = inOrder;
        const received = Date.parse(first?.time ?? "");
        if (first === undefined || received < from) return [];
        const basis = String(first.basis);
        const kind = KINDS[basis] ?? "other";
        const erased = inOrder.filter(({ type }) => type === "erasure-requested");
        // What is to be told or explained is told by the look-up; what is to be destroyed is done by the last erasure.
        const done = kind === "access" || kind === "explain" ? inOrder[0] : erased.at(-1);
        const due = dateOf(workingDayAfter(dayAt(received), ANSWER_WD));
        const isOpen = done === undefined;
        return {
          reference: String(first.reference),
          operator: first.actor,
          kind,
          basis,
          receivedAt: first.time,
          due,
          threads: Math.max(0, ...inOrder.map(({ threads }) => (typeof threads === "number" ? threads : 0))),
          outcome: isOpen ? ("open" as const) : erased.length > 0 ? ("erased" as const) : ("told" as const),
          ...(isOpen && dateAt(now) > due ? { late: true as const } : {}),
          ...present({ answeredAt: done?.time, erasures: erased.length === 0 ? undefined : erased.length }),
        };
      });
      return {
        items: items.toSorted((a, b) => (a.receivedAt > b.receivedAt ? -1 : 1)),
        ...(Math.max(lookups.length, erasures.length) === MOST ? { more: true as const } : {}),
      };
    },
  };
}
