import type { Bilingual } from "../../domain/bilingual.ts";
import { WORDS } from "../../domain/words/words.ts";
import type { CheckAnswer, MessageView, PacketView } from "../../sdk/index.ts";
import { table } from "../terminal/table.ts";
import { CAST, PROCURATORATE, type Role } from "./cast.ts";

/** Tells what each department sees of each group. `full` on one list wins over `reduced` on another. */
export type Disclosures = ReadonlyMap<string, ReadonlyMap<string, "full" | "reduced">>;

/** Joins what the gateway answered for several lists. */
export function disclosuresOf(answers: readonly CheckAnswer[]): Disclosures {
  const all = new Map<string, Map<string, "full" | "reduced">>();
  for (const { recipient, groups } of answers.flatMap(({ disclosures }) => disclosures)) {
    const seen = all.get(recipient) ?? new Map<string, "full" | "reduced">();
    for (const [group, level] of Object.entries(groups)) if (seen.get(group) !== "full") seen.set(group, level);
    all.set(recipient, seen);
  }
  return all;
}

/** Table with groups down and departments across: ● in full, ◐ reduced, · nothing. */
export function disclosureTable(disclosures: Disclosures, names: ReadonlyMap<string, string>): string {
  const groups = new Set<string>();
  for (const seen of disclosures.values()) for (const group of seen.keys()) groups.add(group);
  const order = [...names.keys()];
  const sorted = [...groups].toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
  const sign = (role: Role, group: string) => SIGNS[disclosures.get(role.party)?.get(group) ?? "none"];
  const row = (group: string) => [`${names.get(group) ?? ""} ${group}`, ...CAST.map((role) => sign(role, group))];
  return table(["", ...CAST.map(({ mark }) => mark)], sorted.map(row));
}

const SIGNS = { full: "●", reduced: "◐", none: "·" } as const;

/** Table with one row a packet: list, recipient, way, state, attempts, milliseconds to delivery and to the receipt. */
export function packetTable(
  messages: readonly MessageView[],
  verified: ReadonlySet<string>,
  say: (text: Bilingual) => string,
): string {
  const rows = messages.flatMap((message, at) =>
    message.packets.map((packet, index) => [
      index === 0 ? `${at + 1} ${message.type}` : "",
      nameOf(packet.recipient, say),
      say(WORDS.mode[isPushed(packet.recipient) ? "push" : "pull"]),
      packet.state,
      packet.attempts === 0 ? "" : String(packet.attempts),
      since(packet, packet.deliveredAt),
      since(packet, packet.settledAt),
      verified.has(packet.id) ? "✓" : "✗",
    ]),
  );
  const head = [
    { zh: "报文", en: "message" },
    { zh: "接收单位", en: "recipient" },
    { zh: "方式", en: "way" },
    { zh: "状态", en: "state" },
    { zh: "推送次数", en: "attempts" },
    { zh: "送达", en: "delivered ms" },
    { zh: "签收", en: "receipt ms" },
    { zh: "验签", en: "verifies" },
  ];
  return table(head.map(say), rows);
}

/** Name of a party in the demo. */
export function nameOf(party: string, say: (text: Bilingual) => string): string {
  if (party === PROCURATORATE) return say({ ...WORDS.role.procuratorate, en: "Procuratorate" });
  return say(CAST.find((role) => role.party === party)?.name ?? { zh: party, en: party });
}

function isPushed(party: string): boolean {
  return CAST.find((role) => role.party === party)?.pushes !== undefined;
}

function since(packet: PacketView, time: string | undefined): string {
  return time === undefined ? "" : String(Date.parse(time) - Date.parse(packet.sealedAt)).padStart(6);
}
