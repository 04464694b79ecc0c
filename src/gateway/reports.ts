/** The reports of a running gateway. */
import { type ClockVersions, clocksAsRecorded, createClockVersions } from "../casework/clock/versions.ts";
import { itemClocks } from "../casework/item-clocks.ts";
import { createMeetings, type Meetings } from "../casework/meeting/pack.ts";
import type { CountDeps } from "../casework/report/count.ts";
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
  const clocksFor =
    (versions: ClockVersions): CountDeps["clocksFor"] =>
    async (items) => {
      const rulesOf = await versions.of(items.map(({ item }) => item.rules));
      const parties = directory.current();
      return (signed, at) => {
        const began = rulesOf(signed.item.rules);
        const division = parties.party(signed.item.department)?.division;
        const { clocks } = itemClocks({ ...signed, dead: false }, began, division, at);
        return clocks.map((one) => ({ ...one, ofDepartment: one.duty === "department" }));
      };
    };
  return createReports({
    keys: createCaseCipher(keyring.macKey),
    rows: store.reportRows,
    now: () => clock.now(),
    rules() {
      const { calendar, rules, snapshot } = prepared.clocks;
      return { calendar, version: rules.version, digest: snapshot.version };
    },
    kindOf: (party) => directory.current().party(party)?.kind,
    async asAt(digest) {
      const present = prepared.clocks;
      const isPresent = digest === undefined || digest === present.snapshot.version;
      const then = isPresent ? undefined : await clocksAsRecorded(store.recordedRules, digest);
      if (then === undefined) return { calendar: present.calendar, clocksFor: clocksFor(prepared.clockVersions) };
      const versions = createClockVersions(() => then, store.recordedRules);
      return { calendar: then.calendar, clocksFor: clocksFor(versions) };
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
