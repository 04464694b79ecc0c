import type { Calendar } from "../domain/deadline.ts";
import type { MessageType } from "../domain/message.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import type { Directory, Disclosure, Duty, Party, Policy } from "../exchange/ports.ts";
import { type Circumstances, compileCondition } from "./condition.ts";
import { coverage, notCovered, restsOnConsent } from "./consent.ts";
import { compileView, type Held, levelOf, type View } from "./matrix.ts";
import type { DocumentRule, GroupRule, RoleRule, SharingPolicyDocument } from "./policy-document.ts";
import { cutByEntries } from "./entries.ts";
import { compilePath, member } from "./path.ts";
import { cutByQuestions } from "./questions.ts";
import { createRouter, needsOf, roleOf } from "./routing.ts";
import type { RoutingDocument } from "./routing-document.ts";
import { NONE, shelter, type Sheltered } from "./sheltered.ts";

type Body = Readonly<Record<string, unknown>>;

/** Subject that a recipient sees, with its needs that concern the recipient. */
interface Concerned {
  readonly subject: Record<string, unknown>;
  /** Its place in the document. */
  readonly index: number;
  readonly own: readonly unknown[];
  /** Those of them for which the recipient leads or is named. */
  readonly lead: readonly unknown[];
}

/**
 * Compiles one version of sharing policy and routing table. Both must have passed their checks
 * (src/config/load.ts).
 *
 * @param due computes due times (src/casework/clock/due.ts)
 * @param directory needed where several parties have one role: it tells which of them a subject belongs to
 */
export function createPolicy(
  sharing: SharingPolicyDocument,
  routing: RoutingDocument,
  calendar: Calendar,
  due: Policy["due"],
  directory?: () => Directory,
): Policy {
  const router = createRouter(routing);
  const views = new Map(Object.entries(sharing.roles).map(([name, role]) => [name, compileView(sharing, name, role)]));
  const documents = new Map<string, DocumentRule>(Object.entries(sharing.documents));
  const order = [...Object.keys(sharing.members), ...Object.keys(sharing.groups)];

  const withholds = sharing.uncovered === "withhold";
  const isSheltered = compileCondition(sharing.conditions[sharing.sheltered] ?? { any: [] });
  const shelteredIn = (subjects: readonly unknown[], today: string): Sheltered =>
    shelter(subjects.filter((subject) => isSheltered(subject, { today, sheltered: NONE })));

  /** Chooses the subjects with a need for which the recipient leads or is named; else takes part; else by the rule. */
  const concernedSubjects = (
    body: Body,
    subjects: readonly unknown[],
    to: Party,
    role: RoleRule,
    rule: DocumentRule,
    circumstances: Circumstances,
  ): Concerned[] => {
    if (rule.cut === "subjects" && rule.addressed !== undefined) {
      const { items, member: name } = rule.addressed;
      const list = compilePath(items);
      const names = new Set<unknown>([to.id, roleOf(to)]);
      return subjects.flatMap((subject, index) => {
        const found = list(subject);
        const own = Array.isArray(found) ? found.filter((item) => names.has(member(item, name))) : [];
        return own.length === 0 ? [] : [{ subject: subject as Record<string, unknown>, index, own, lead: own }];
      });
    }
    const all = subjects.map((subject, index) => {
      const needs = needsOf(subject);
      if (needs === undefined) throw withoutNeeds(index);
      if (role.concerned === "visit") return { subject: subject as Record<string, unknown>, index, lead: [], any: [] };
      const concerning =
        role.concerned === "all" ? { lead: needs, any: needs } : router.concerning(body, subject, to, directory?.());
      return { subject: subject as Record<string, unknown>, index, ...concerning };
    });
    if (role.concerned === "visit") {
      const visited = all.filter(({ subject }) => !isSheltered(subject, circumstances));
      return visited.map(({ subject, index }) => ({ subject, index, own: [], lead: [] }));
    }
    let chosen = all.filter(({ lead }) => lead.length > 0);
    if (chosen.length === 0) chosen = all.filter(({ any }) => any.length > 0);
    if (chosen.length === 0 && rule.cut === "subjects") {
      if (rule.withoutNeed === "refuse") throw new Refusal("not-permitted", { step: "policy-without-need" });
      if (rule.withoutNeed === "all") chosen = all;
    }
    return chosen.map(({ subject, index, any, lead }) => ({ subject, index, own: any, lead }));
  };

  const cut = (
    body: Body,
    subjects: readonly unknown[],
    to: Party,
    view: View,
    rule: DocumentRule,
    document: Circumstances & { readonly byConsent: boolean },
    without: ReadonlySet<number>,
  ): Disclosure => {
    const held: Held = new Map();
    const recipient = new Set([to.id, roleOf(to)]);
    const known = { ...document, recipient, role: view.role };
    const chosen = concernedSubjects(body, subjects, to, view.role, rule, document);
    const concerned = chosen.filter(({ index }) => !without.has(index));
    const leftOut = chosen.filter(({ index }) => without.has(index)).map(({ index }) => index);
    const withoutSubject = {
      ...known,
      subject: undefined,
      ownNeeds: new Set(),
      allOwn: false,
      full: new Set<string>(),
      isGiven: () => true,
    };
    const disclosed = view.members(body, withoutSubject, held);
    const uncoveredGroups: Issue[] = [];
    const shown = concerned.flatMap(({ subject, index, own, lead }) => {
      const groupsOfSubject: Held = new Map();
      const missing = new Set<string>();
      const covers = document.byConsent ? coverage(subject, recipient) : () => true;
      const isGiven = (group: string) => {
        const given = covers(group);
        if (!given) missing.add(group);
        return given;
      };
      const allOwn = own.length === needsOf(subject)?.length;
      const seen = view.subject(
        subject,
        { ...known, subject, ownNeeds: new Set(own), allOwn, isGiven },
        groupsOfSubject,
      );
      if (missing.size > 0) uncoveredGroups.push(notCovered(index, to.id, [...missing], withholds));
      // Without its needs a subject is nothing that the recipient could act on.
      if (withholds && missing.has("needs")) return [];
      for (const [group, level] of groupsOfSubject) {
        if (level === "reduced" || !held.has(group)) held.set(group, level);
      }
      return [{ seen, index, duties: view.role.concerned === "visit" ? [] : dutiesOf(subject, index, own, lead) }];
    });
    disclosed["subjects"] = shown.map(({ seen }) => seen);
    const groups = order.flatMap((group) => {
      const level = held.get(group);
      return level === undefined ? [] : [{ group, level }];
    });
    return {
      body: disclosed,
      groups,
      subjects: shown.map(({ index }) => index),
      duties: shown.flatMap(({ duties }) => duties),
      ...(leftOut.length === 0 ? {} : { leftOut }),
      ...(uncoveredGroups.length === 0 ? {} : { [withholds ? "warnings" : "faults"]: uncoveredGroups }),
    };
  };

  const asked = (body: Body, to: Party, view: View, { today, sheltered }: Circumstances): Disclosure => {
    const held: Held = new Map();
    const nothing = { subject: undefined, ownNeeds: new Set(), allOwn: false, full: new Set<string>() };
    const situation = {
      today,
      sheltered,
      recipient: new Set([to.id, roleOf(to)]),
      role: view.role,
      isGiven: () => true,
    };
    const header = view.members(body, { ...situation, ...nothing }, held);
    return cutByQuestions(body, view.role, {
      body: header,
      groups: [...held].map(([group, level]) => ({ group, level })),
    });
  };

  return {
    id: `${sharing.id}@${sharing.version}`,
    permits(from, type, to) {
      const rule = documents.get(type);
      if (rule?.cut === "questions" && views.get(roleOf(to))?.role.questions === undefined) return false;
      if (rule === undefined || (rule.cut === "subjects" && !views.has(roleOf(to)))) return false;
      return sharing.permissions.some(
        (permission) => permission.from === from.kind && permission.to === to.kind && permission.types.includes(type),
      );
    },
    newcomerGroups(type, to) {
      const rule = documents.get(type);
      const expected = rule?.cut === "subjects" ? (rule.newcomer ?? []) : [];
      return expected.filter((group) => levelOf(sharing.groups[group] ?? NO_ROW, roleOf(to)) !== "none");
    },
    route(type, body, directory) {
      const rule = documents.get(type);
      if (rule?.cut === "entries") return router.named(body, directory, rule.addressed, rule.list);
      const addressed = rule?.cut === "subjects" ? rule.addressed : undefined;
      return addressed === undefined ? router.recipients(body, directory) : router.named(body, directory, addressed);
    },
    disclose(type: MessageType, body: Body, today: Date) {
      const rule = documents.get(type);
      const byConsent = restsOnConsent(body);
      if (rule?.cut === "entries") return (to) => cutByEntries(body, to, rule);
      if (rule?.cut === "whole") return (to) => whole(body, byConsent ? to : undefined);
      const isAddressed = rule?.cut === "subjects" && rule.addressed !== undefined;
      const subjects: readonly unknown[] = Array.isArray(body["subjects"]) ? body["subjects"] : [];
      const date = calendar.dateAt(today.getTime());
      const document = { today: date, sheltered: shelteredIn(subjects, date), byConsent };
      return (to, without = NOBODY) => {
        // Its sender has it all: it is filed there.
        if (isAddressed && to.kind === "procuratorate") return whole(body, undefined);
        const view = views.get(roleOf(to));
        // Defends against a caller that did not ask `permits` first.
        if (rule === undefined || view === undefined) throw new Refusal("not-permitted", { step: "policy-view" });
        if (rule.cut === "questions") return asked(body, to, view, document);
        return cut(body, subjects, to, view, rule, document, without);
      };
    },
    due,
  };
}

/** Lists what a recipient is asked for. One to whom no need of a subject belongs was sent it all the same: it takes part in all. */
function dutiesOf(subject: unknown, index: number, own: readonly unknown[], lead: readonly unknown[]): Duty[] {
  const needs = own.length > 0 ? own : (needsOf(subject) ?? []);
  return needs.flatMap((need) => {
    const code = member(need, "code");
    return typeof code === "string" ? [{ index, need: code, co: !lead.includes(need) }] : [];
  });
}
/** No subject is left out. */
const NOBODY: ReadonlySet<number> = new Set();

/** Row of a group that the policy does not have. */
const NO_ROW: GroupRule = { title: "", roles: {} };

/** Discloses a document unchanged. @param byConsent the recipient, when the document rests on its subjects' consent */
function whole(body: Body, byConsent: Party | undefined): Disclosure {
  const disclosure: Disclosure = { body, groups: Object.keys(body).map((group) => ({ group, level: "full" })) };
  const subjects = body["subjects"];
  if (byConsent === undefined || !Array.isArray(subjects)) return disclosure;
  const names = new Set([byConsent.id, roleOf(byConsent)]);
  const faults = subjects.flatMap((subject: Readonly<Record<string, unknown>>, index) => {
    const covers = coverage(subject, names);
    const missing = Object.keys(subject).filter((name) => name !== "personId" && !covers(name));
    return missing.length === 0 ? [] : [notCovered(index, byConsent.id, missing, false)];
  });
  return faults.length === 0 ? disclosure : { ...disclosure, faults };
}

/** Makes the refusal of a subject without needs: its recipients cannot be determined. */
function withoutNeeds(index: number): Refusal {
  const issue: Issue = {
    pointer: `/body/subjects/${index}`,
    code: "needs-missing",
    message: "The group needs must be given: it decides which recipients see this subject",
    messageZh: "须填写救助需求（needs）：据此确定哪些接收单位可见该救助对象",
  };
  return new Refusal("invalid-document", { errors: [issue], step: "policy-needs" });
}
