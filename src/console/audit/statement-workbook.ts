/** A statement as a workbook: what it says of itself, and its packets. The signed statement stays the one that counts. */
import { PACKET_STATES } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { SignedStatement } from "../../evidence/statement/read-statement.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { rfc3339 } from "../../wire/rfc3339.ts";
import type { Speech } from "../app/language.tsx";
import { textSheet } from "./export.ts";

/** Makes the workbook. @param nameOf names of parties by their ids */
export function statementWorkbook(
  { gateway, madeAt, statement }: SignedStatement,
  nameOf: (party: string) => string,
  { say, pick }: Pick<Speech, "pick" | "say">,
): Uint8Array {
  const { party, from, to, log, totals, packets } = statement;
  const about: readonly (readonly [string, string])[] = [
    [say("audit.party"), `${nameOf(party)} (${party})`],
    [say("audit.from"), from],
    [say("audit.before"), to],
    [say("audit.madeBy"), `${nameOf(gateway)} ${rfc3339(madeAt)}`],
    [say("audit.logAt"), `${log.origin} ${log.size} ${log.root}`],
    [say("audit.all"), String(totals.packets)],
    ...PACKET_STATES.map((state) => [pick(wordOf("state", state)), String(totals[state])] as const),
  ];
  return writeXlsx(
    [
      textSheet(
        say("audit.statements"),
        [
          [say("audit.item"), 24, ([name]) => name],
          [say("audit.value"), 64, ([, value]) => value],
        ],
        about,
      ),
      textSheet(
        say("audit.packet"),
        [
          [say("audit.packet"), 40, ({ packet }) => packet],
          [say("audit.thread"), 40, ({ thread }) => thread],
          [say("audit.sender"), 24, ({ sender }) => (sender === undefined ? "" : nameOf(sender))],
          [say("audit.recipient"), 24, ({ recipient }) => nameOf(recipient)],
          [say("audit.sealed"), 26, ({ sealedAt }) => sealedAt],
          [say("audit.state"), 12, ({ state }) => pick(wordOf("state", state))],
          [say("audit.reason"), 20, ({ reason }) => (reason === undefined ? "" : pick(wordOf("reason", reason)))],
          [say("audit.signedAt"), 26, ({ receivedAt }) => receivedAt ?? ""],
          [say("audit.digest"), 56, ({ digest }) => digest],
        ],
        packets,
      ),
    ],
    say("audit.statements"),
  );
}
