/** The reports of a running gateway. */
import { itemClocks } from "../casework/item-clocks.ts";
import { createMeetings, type Meetings } from "../casework/meeting/pack.ts";
import { createReports, type Reports } from "../casework/report/reports.ts";
import { createCaseCipher } from "../crypto/case-keys.ts";
import type { Flow } from "../exchange/flow.ts";
import { Semaphore } from "../limits/semaphore.ts";
import type { Prepared } from "./prepare.ts";

/** Recounts that wait at once. */
const MOST_RECOUNTS = 4;

/** Makes the reports: each item is counted under the rules and the calendar under which it began. */
export function createRunningReports(
  prepared: Prepared,
  { clock, settings }: Pick<Flow, "clock" | "settings">,
): Reports {
  const { store, directory, keyring } = prepared;
  return createReports({
    keys: createCaseCipher(keyring.macKey),
    rows: store.reportRows,
    now: () => clock.now(),
    rules: () => ({ calendar: prepared.clocks.calendar, version: prepared.clocks.rules.version }),
    kindOf: (party) => directory.current().party(party)?.kind,
    async clocksFor(items) {
      const rulesOf = await prepared.clockVersions.of(items.map(({ item }) => item.rules));
      const parties = directory.current();
      return (signed, at) => {
        const began = rulesOf(signed.item.rules);
        const division = parties.party(signed.item.department)?.division;
        const { clocks } = itemClocks({ ...signed, dead: false }, began, division, at);
        return clocks.map((one) => ({ ...one, ofDepartment: one.duty === "department" }));
      };
    },
    gateway: settings.gatewayId,
    recounts: new Semaphore(1, MOST_RECOUNTS),
    ...prepared.config.gateway.reports,
  });
}

/** Makes the packs of joint meetings. */
export function createRunningMeetings(prepared: Prepared, { clock }: Pick<Flow, "clock">, reports: Reports): Meetings {
  const { store, directory, keyring } = prepared;
  return createMeetings({
    reports,
    rows: store.reportRows,
    decisions: store.decisionRows,
    keys: createCaseCipher(keyring.macKey),
    kindOf: (party) => directory.current().party(party)?.kind,
    now: () => clock.now(),
    counts: new Semaphore(1, MOST_RECOUNTS),
    dateAt: (at) => prepared.clocks.calendar.dateAt(at),
  });
}
