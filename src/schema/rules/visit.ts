/** Rules of a record of visits. */
import { entriesOf, groupOf, textOf } from "../reading.ts";
import { visit } from "./feedback.ts";
import type { Rule } from "./rule.ts";

/** Fewest visitors at a person's home. */
const AT_HOME = 2;
/** What only a visit that was carried out can tell. */
const FOUND = [
  "fundArrived",
  "fundUse",
  "restored",
  "scores",
  "satisfaction",
  "measuresDone",
  "newNeeds",
  "blocked",
] as const;
const SCORED: ReadonlySet<string> = new Set(["F1", "F2", "F3", "L"]);

/**
 * Checks a visit: its days and scores, two visitors at home, and what was found only when it was carried out. The first one
 * asks whether the money has come, later ones how difficult life is.
 */
export const visitRecord: Rule = (record, at, found) => {
  visit(record, at, found);
  const { visitors } = record;
  if (record["way"] === "2" && Array.isArray(visitors) && visitors.length < AT_HOME) {
    found.error(`${at}/visitors`, "visit-two-visitors");
  }
  const [kind, outcome] = [textOf(record, "kind") ?? "", textOf(record, "outcome")];
  if (outcome === "V1") {
    if (kind === "F0" && record["fundArrived"] === undefined) {
      found.error(`${at}/fundArrived`, "visit-arrival-required");
    }
    if (SCORED.has(kind) && entriesOf(record, "scores").length === 0) {
      found.error(`${at}/scores`, "visit-scores-required");
    }
  } else {
    for (const member of FOUND) {
      if (record[member] !== undefined) found.error(`${at}/${member}`, "visit-not-carried-out");
    }
  }
  if (record["inWriting"] === true && outcome !== "V3") found.error(`${at}/inWriting`, "visit-refused-only");
  if (record["by"] === "social-work" && record["byName"] === undefined) found.error(`${at}/byName`, "visit-body-name");
  const date = textOf(record, "date");
  const arrival = groupOf(record, "fundArrived");
  const on = textOf(arrival, "on");
  if (on !== undefined && arrival?.["yes"] !== true) found.error(`${at}/fundArrived/on`, "visit-arrival-day");
  if (on !== undefined && date !== undefined && on > date) found.error(`${at}/fundArrived/on`, "date-order");
  const use = groupOf(record, "fundUse");
  if (use?.["keptBy"] === "3" && use["agreement"] === undefined) {
    found.error(`${at}/fundUse/agreement`, "payee-agreement");
  }
  const about = new Set<unknown>();
  for (const [index, one] of entriesOf(record, "satisfaction")) {
    if (about.has(one["about"])) found.error(`${at}/satisfaction/${index}/about`, "duplicate-satisfaction");
    about.add(one["about"]);
  }
};
