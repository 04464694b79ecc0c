import type { Step } from "../fold.ts";
import type { GrantedAid } from "../read-result.ts";

/** Ways of payment: once, by the month, in other periods (a quarter, a term, a year). They are never added together. */
export const MONEY_KINDS = ["once", "monthly", "periodic"] as const;

/** Way of payment. */
export type MoneyKind = (typeof MONEY_KINDS)[number];

/** Aid in money that an item's department reported as paid. */
export interface Payment {
  /** Time of the document, ms. */
  readonly at: number;
  readonly kind: MoneyKind;
  readonly fen: number;
  /** Message that reported it when the aid is for no certain need: its other items report the same money. */
  readonly shared?: string;
}

/** Outcome of an item, with the times of the documents that said so, ms. */
export interface Outcome {
  readonly decision?: {
    readonly kind: "approved" | "refused" | "not-accepted";
    readonly at: number;
    readonly reason?: string;
  };
  /** Whether what was granted waits for its turn (轮候). */
  readonly waiting?: boolean;
  /** First document that reported the aid as carried out, and the day of the first payment when it names one. */
  readonly delivered?: { readonly at: number; readonly on?: string };
  readonly returned: readonly { readonly code: "11" | "90"; readonly at: number }[];
  readonly payments: readonly Payment[];
}

/** Frequencies (field 74) by way of payment. */
const KINDS = new Map<unknown, MoneyKind>([
  ["1", "once"],
  ["6", "once"],
  ["2", "monthly"],
  ["3", "periodic"],
  ["4", "periodic"],
  ["5", "periodic"],
]);
const WAITING = "7";
const MONEY = "1";

/** Follows the results of an item that count, and tells its outcome. */
export class OutcomeReader {
  #outcome: Outcome = { returned: [], payments: [] };
  readonly #aidOf: (message: string) => readonly GrantedAid[];

  /** @param aidOf reads the aid that a message granted for the item */
  constructor(aidOf: (message: string) => readonly GrantedAid[]) {
    this.#aidOf = aidOf;
  }

  /** Takes the next result. */
  observe({ before, result, advanced }: Step): void {
    const { reply, issuedAt: at, reason, message } = result;
    const { remark, item } = advanced;
    if (remark === "conflict") return;
    const now = this.#outcome;
    if (reply === "40") {
      this.#outcome = { ...now, payments: [...now.payments, ...this.#paymentsOf(message, at)] };
    }
    if (remark !== undefined) return;
    if (reply === "11" || reply === "90") {
      this.#outcome = { ...this.#outcome, returned: [...now.returned, { code: reply, at }] };
    }
    switch (item.state) {
      case "granted":
      case "part":
        this.#outcome = { ...this.#approved(at), waiting: this.#waits(message) };
        break;
      case "delivered":
        this.#outcome = {
          ...this.#approved(at),
          waiting: false,
          delivered: this.#outcome.delivered ?? { at, ...(result.firstPaidOn ? { on: result.firstPaidOn } : {}) },
        };
        break;
      case "refused":
      case "not-accepted":
        if (before.state !== item.state) {
          this.#outcome = this.#undecided({ kind: item.state, at, ...(reason === undefined ? {} : { reason }) });
        }
        break;
      case "accepted":
        if (result.reopens === true) this.#outcome = this.#undecided();
        break;
      default:
    }
  }

  /** Tells the outcome so far. */
  read(): Outcome {
    return this.#outcome;
  }

  #approved(at: number): Outcome {
    const { decision } = this.#outcome;
    return decision?.kind === "approved"
      ? this.#outcome
      : { ...this.#undecided({ kind: "approved", at }), payments: this.#outcome.payments };
  }

  #undecided(decision?: Outcome["decision"]): Outcome {
    const { returned, payments } = this.#outcome;
    return { ...(decision === undefined ? {} : { decision }), returned, payments };
  }

  #waits(message: string): boolean {
    const aid = this.#aidOf(message);
    return aid.length === 0 ? this.#outcome.waiting === true : aid.every(({ frequency }) => frequency === WAITING);
  }

  /** Reads the money of a message. What is paid in periods counts once, when the item first reports it. */
  #paymentsOf(message: string, at: number): Payment[] {
    const known = new Set(this.#outcome.payments.map(({ kind }) => kind));
    return this.#aidOf(message).flatMap((aid) => {
      const kind = KINDS.get(aid.frequency);
      const { amount, form, need } = aid;
      if (kind === undefined || form !== MONEY || typeof amount !== "number" || amount <= 0) return [];
      if (kind !== "once" && known.has(kind)) return [];
      return { at, kind, fen: amount, ...(need === undefined ? { shared: message } : {}) };
    });
  }
}
