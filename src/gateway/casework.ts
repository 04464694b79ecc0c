/** The closed loop of a running gateway: its keys, its rows, the organisations of the directory and the calendar. */
import { type Casework, createCasework } from "../casework/take.ts";
import { createCaseCipher } from "../crypto/case-keys.ts";
import { roleOf } from "../disclosure/routing.ts";
import { createCalendar } from "../domain/deadline.ts";
import { numberKey } from "../exchange/document-numbers.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Prepared } from "./prepare.ts";

/** Working days after which a pause for missing documents is over and the refusal is allowed (a proposal, see docs/casework.md). */
const PAUSE_LIMIT = 20;

/** Makes the closed loop. @param mac keyed digest of the flow, with which numbers of documents are kept */
export function createRunningCasework(
  { config, store, directory, keyring }: Prepared,
  mac: Flow["mac"],
  newId: Flow["newId"],
): Casework {
  const calendar = createCalendar(config.calendar);
  return createCasework(
    {
      keys: createCaseCipher(keyring.macKey),
      rows: store.caseRows,
      documentKey: (sender, transferId) => numberKey(mac, "transfer", sender, transferId),
      organisation(id) {
        const party = directory.current().party(id);
        return party && { department: roleOf(party), division: party.division };
      },
      pauseOver({ dates, since }, { issuedAt }) {
        const from = dates.pauses?.findLast(({ code }) => code === "P1")?.from ?? calendar.dateAt(since);
        return calendar.dateAt(issuedAt) > calendar.deadline(from, { workingDays: PAUSE_LIMIT }).date;
      },
    },
    newId,
  );
}
