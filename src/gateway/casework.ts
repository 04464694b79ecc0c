/** The closed loop of a running gateway: its keys, its rows, the organisations of the directory, the rules and the calendar. */
import type { CaseworkDeps } from "../casework/arrival.ts";
import { knowsRule } from "../casework/guideline/known-rule.ts";
import { createDrafts, type Drafts } from "../casework/letter/drafts.ts";
import { createRerouting } from "../casework/reroute.ts";
import { type Casework, createCasework } from "../casework/take.ts";
import { type CaseViews, createCaseViews } from "../casework/views.ts";
import { createBlindIndex } from "../crypto/mac.ts";
import { createCaseCipher } from "../crypto/case-keys.ts";
import { departmentNamed, roleOf } from "../disclosure/routing.ts";
import { numberKey } from "../exchange/document-numbers.ts";
import type { Flow } from "../exchange/flow.ts";
import { createReroute, type Reroute } from "../exchange/reroute.ts";
import type { Prepared } from "./prepare.ts";

/** Collects what the closed loop needs. @param mac keyed digest of the flow, with which numbers of documents are kept */
function caseworkDeps(prepared: Prepared, { mac, directory }: Pick<Flow, "mac" | "directory">): CaseworkDeps {
  const { store, keyring, config } = prepared;
  const inquiries = config.sharingPolicy.documents.inquiry;
  return {
    keys: createCaseCipher(keyring.macKey),
    rows: store.caseRows,
    inquiryRows: store.inquiryRows,
    links: store.linkRows,
    recurrence: (config.retention.recurrence ?? "off") !== "off",
    decisionRows: store.decisionRows,
    inquiries: inquiries?.cut === "questions" ? inquiries : undefined,
    personKey: createBlindIndex(keyring.macKey, "inquiry"),
    dateAt: (at) => prepared.clocks.calendar.dateAt(at),
    documentKey: (sender, transferId) => numberKey(mac, "transfer", sender, transferId),
    organisation(id) {
      const party = directory().party(id);
      return party && { department: roleOf(party), division: party.division };
    },
    departmentOf(name) {
      const found = departmentNamed(name, directory());
      return found === "ambiguous" ? undefined : found?.id;
    },
    guidelines: () => config.guidelines,
    knowsRule: (version, rule) => knowsRule(config.guidelines, store.recordedGuidelines, version, rule),
    kindOf: (id) => directory().party(id)?.kind,
    division: (id) => directory().party(id)?.division,
    successor: (id) => directory().party(id)?.succeededBy,
    rules: () => prepared.clocks.snapshot.version,
    versions: prepared.clockVersions,
  };
}

/** Makes the closed loop. */
export function createRunningCasework(
  prepared: Prepared,
  { newId, ...flow }: Pick<Flow, "mac" | "newId" | "directory">,
): Casework {
  return createCasework(caseworkDeps(prepared, flow), newId);
}

/** Makes the re-routing of needs. */
export function createRunningReroute(prepared: Prepared, flow: Flow): Reroute {
  const rerouting = createRerouting(caseworkDeps(prepared, flow), flow.newId);
  return createReroute(flow, prepared.store.rerouteRows, rerouting);
}

/** Makes the reads of cases: each item under the rules and the calendar under which it began. */
export function createRunningCaseViews(prepared: Prepared, { clock }: Pick<Flow, "clock">): CaseViews {
  const { store, directory, keyring, config } = prepared;
  return createCaseViews({
    guidelines: () => config.guidelines,
    keys: createCaseCipher(keyring.macKey),
    rows: store.caseRows,
    inquiryRows: store.inquiryRows,
    casePersonRows: store.casePersonRows,
    versions: prepared.clockVersions,
    division: (party) => directory.current().party(party)?.division,
    divisions: () => [...new Set([...directory.current().parties()].map(({ division }) => division))],
    now: () => clock.now(),
  });
}

/** Makes the drafts of letters about late items. */
export function createRunningDrafts(prepared: Prepared, flow: Flow): Drafts {
  return createDrafts({
    rows: prepared.store.caseRows,
    versions: prepared.clockVersions,
    directory: flow.directory,
    division: (party) => flow.directory().party(party)?.division,
    divisions: () => [...new Set([...flow.directory().parties()].map(({ division }) => division))],
    clocks: () => prepared.clocks,
    now: () => flow.clock.now(),
  });
}
