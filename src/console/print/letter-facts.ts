/** What the prints of a packet say, taken from the packet and from what the gateway recorded. */
import type { PacketView } from "../../domain/generated/answers.ts";
import type { Speech } from "../app/language.tsx";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { groupOf, isGroup } from "../../schema/reading.ts";
import { itemsAt, textAt } from "../../sheets/write-list.ts";

/** Kinds of prints. */
export const PRINTS = ["letter", "service", "slip"] as const;

/** A kind of print: 移送函, 送达回证, 签收单. */
export type Print = (typeof PRINTS)[number];

/** Person of a packet, for a list. */
export interface ListedPerson {
  readonly number: string;
  /** Empty when the packet does not give it. */
  readonly name: string;
  /** Codes of the needs. */
  readonly needs: readonly string[];
}

/** What the prints take of a packet: one that was opened, or one that this unit has sent. */
export interface PrintedPacket
  extends Pick<OpenedPacket, "id" | "digest" | "from" | "recipient" | "due" | "type" | "sealedAt"> {
  readonly body: unknown;
}

/** Facts that the prints have in common. A member that is empty is left for a hand to fill in. */
export interface LetterFacts {
  readonly packet: PrintedPacket;
  readonly recorded: PacketView | undefined;
  readonly documentNumber: string;
  /** Organisation and officer as the document names them. */
  readonly organ: string;
  readonly officer: string;
  readonly office: string;
  readonly phone: string;
  readonly approver: string;
  /** Day of issue, `YYYY-MM-DD`. */
  readonly issuedOn: string;
  readonly persons: readonly ListedPerson[];
}

/** Collects them. */
export function letterFacts(packet: PrintedPacket, recorded: PacketView | undefined): LetterFacts {
  const header = groupOf(isGroup(packet.body) ? packet.body : undefined, "header") ?? {};
  return {
    packet,
    recorded,
    documentNumber: textAt(header, "listNumber") || textAt(header, "documentNumber"),
    organ: textAt(header, "from.name"),
    officer: textAt(header, "officer.name"),
    office: textAt(header, "officer.office"),
    phone: textAt(header, "officer.phone"),
    approver: textAt(header, "approval.approver"),
    issuedOn: textAt(header, "issuedAt").slice(0, 10),
    persons: itemsAt(packet.body, "subjects").map((subject) => ({
      number: textAt(subject, "personId"),
      name: textAt(subject, "identity.name"),
      needs: itemsAt(subject, "needs.items").map((item) => textAt(item, "code")),
    })),
  };
}

/** Writes a day as letters do: `2026年11月3日`; nothing where there is none. */
export function letterDay(say: Speech["say"], day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  return year === undefined ? "" : say("print.day", { year, month: Number(month), day: Number(date) });
}
