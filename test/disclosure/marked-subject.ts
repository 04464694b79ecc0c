import { markedDocument, put } from "../support/exchange/marked-list.ts";
import { ROLES } from "./matrix-table.ts";

const NEEDS = Array.from({ length: 17 }, (_, index) => `N${String(index + 1).padStart(2, "0")}`);

/** The day on which the tests cut. */
export const TODAY = new Date("2026-11-23T04:00:00Z");

/**
 * A marked list whose first subject concerns every department: it has all needs, and one that names the
 * youth league. The values that the policy decides by are set: a child at school, not under special
 * protection, injured, safe to call, with all kinds of difficulty and attachment; the first of its two consents names everyone.
 */
export function listForAll(subjects = 1): Record<string, unknown> {
  const list = markedDocument("aid-subject-list", subjects);
  // Groups that only a bridge and a plan have.
  const bridges = markedDocument("bridge", subjects)["subjects"] as readonly { readonly bridge: unknown }[];
  const plans = markedDocument("plan", subjects)["subjects"] as readonly { readonly plan: object }[];
  for (let i = 0; i < subjects; i++) {
    const at = `/subjects/${i}`;
    const codes: { code: string; department?: string }[] = NEEDS.map((code) => ({ code }));
    codes.push({ code: "N14", department: "youth-league" });
    const times = (k: number) => ({ urgency: `urgency ${i}.${k}.`, wantedBy: `wanted ${i}.${k}.` });
    put(
      list,
      `${at}/needs/items`,
      codes.map((need, k) => Object.assign(need, times(k))),
    );
    put(list, `${at}/bridge`, bridges[i]?.bridge);
    put(list, `${at}/plan`, planForAll(plans[i]?.plan ?? {}, i));
    put(list, `${at}/identity/birth`, { date: `2012-05-1${i}`, precision: "D" });
    put(list, `${at}/cause/harmCause`, "01");
    put(list, `${at}/address/registered/division`, `3207231042${60 + i}`);
    put(list, `${at}/address/residence/division`, `3207231042${80 + i}`);
    put(list, `${at}/income/perCapitaMonthly`, 7_100_000 + i);
    put(list, `${at}/income/subsistenceLine/amount`, `${5_100_000 + i}.50`);
    put(list, `${at}/household/members/0/employment`, "70");
    put(list, `${at}/contact/persons/0/relation`, "01");
    for (const person of [0, 1]) put(list, `${at}/contact/persons/${person}/safeToCall`, true);
    put(list, `${at}/consent/records/0/receivers`, [...ROLES]);
    put(list, `${at}/judicialAid/status`, "50");
    put(list, `${at}/difficulty/types`, ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "99"]);
    put(list, `${at}/difficulty/specialGroups`, ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]);
    const kinds = Array.from({ length: 9 }, (_, k) => ({
      type: String(k + 1),
      title: `title ${i}.${k}.`,
      digest: `digest ${i}.${k}.`,
    }));
    put(list, `${at}/attachments/items`, kinds);
  }
  return list;
}

/** A marked plan with a measure of every department and a goal of every difficulty type. */
function planForAll(plan: object, i: number): object {
  const measures = ROLES.map((owner, k) => ({
    measureId: `measure ${i}.${k}.`,
    need: `need ${i}.${k}.`,
    text: `measure text ${i}.${k}.`,
    dependsOn: [`before ${i}.${k}.`],
    basis: { ruleId: `rule ${i}.${k}.`, reason: `basis reason ${i}.${k}.` },
    owner,
    reason: `dropped ${i}.${k}.`,
  }));
  const goals = Array.from({ length: 11 }, (_, k) => ({
    difficultyType: k === 10 ? "99" : String(k + 1).padStart(2, "0"),
    by: `goal by ${i}.${k}.`,
  }));
  return { ...plan, measures, goals };
}
