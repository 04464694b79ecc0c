import type { DisclosureLevel } from "../exchange/ports.ts";
import { type Circumstances, compileCondition, type Test } from "./condition.ts";
import type { GroupRule, NarrowingRule, RoleRule, SharingPolicyDocument } from "./policy-document.ts";
import { compileLevel, type Reduce, type Situation } from "./reduction.ts";

/** What one role sees of one group: the group itself, or a reduced form. */
interface Cell {
  readonly group: string;
  readonly see: "full" | Reduce;
}

/** What one role sees of a subject for which the same narrowing rules hold. */
interface Plan {
  readonly cells: readonly Cell[];
  readonly full: ReadonlySet<string>;
}

/** Which groups a packet holds so far, and how: `reduced` as soon as one copy of the group is. */
export type Held = Map<string, DisclosureLevel>;

/** The matrix as one role sees it. */
export interface View {
  readonly role: RoleRule;
  /** The document's own members, such as `header`. */
  members(body: Readonly<Record<string, unknown>>, situation: Situation, held: Held): Record<string, unknown>;
  /** One subject, cut down. `situation.full` is filled in here. */
  subject(
    subject: Readonly<Record<string, unknown>>,
    situation: Omit<Situation, "full">,
    held: Held,
  ): Record<string, unknown>;
}

/** The level of a cell: `full`, the name of a reduced form, or `none`. */
export function levelOf(rule: GroupRule, role: string): string {
  return Object.entries(rule.roles).find(([, roles]) => roles.includes(role))?.[0] ?? "none";
}

/** Compiles the column of one role. */
export function compileView(policy: SharingPolicyDocument, name: string, role: RoleRule): View {
  const levels = compileLevels({ ...policy.members, ...policy.groups });
  const rules = policy.rules.filter(({ only, except }) => only?.includes(name) ?? !(except?.includes(name) ?? false));
  const tests = rules.map((rule) => compileCondition(policy.conditions[rule.if] ?? { all: [] }));
  const plans = new Map<number, Plan>();
  const memberCells = cellsOf(policy.members, name, levels, []);

  /** The plan for a subject. Rules that hold make a number, so that each combination is worked out once. */
  const planFor = (subject: unknown, circumstances: Circumstances): Plan => {
    const holding = holdingRules(tests, subject, circumstances);
    let plan = plans.get(holding);
    if (plan === undefined) {
      const active = rules.filter((_rule, index) => (holding & (1 << index)) !== 0);
      const cells = cellsOf(policy.groups, name, levels, active);
      const full = new Set(cells.filter(({ see }) => see === "full").map(({ group }) => group));
      plans.set(holding, (plan = { cells, full }));
    }
    return plan;
  };

  return {
    role,
    members(body, situation, held) {
      const cut: Record<string, unknown> = {};
      for (const cell of memberCells) see(cell, body, cut, situation, held);
      return cut;
    },
    subject(subject, known, held) {
      const plan = planFor(subject, known);
      const cut: Record<string, unknown> = {};
      for (const name of policy.always) if (subject[name] !== undefined) cut[name] = subject[name];
      const situation = { ...known, full: plan.full };
      for (const cell of plan.cells) see(cell, subject, cut, situation, held);
      return cut;
    },
  };
}

function see(
  cell: Cell,
  from: Readonly<Record<string, unknown>>,
  into: Record<string, unknown>,
  situation: Situation,
  held: Held,
): void {
  const group = from[cell.group];
  if (group === undefined) return;
  if (cell.see === "full") {
    // Shared, not copied: what is disclosed is serialised, and nobody changes it before.
    into[cell.group] = group;
    if (!held.has(cell.group)) held.set(cell.group, "full");
    return;
  }
  const reduced = cell.see(group, situation);
  if (reduced === undefined) return;
  into[cell.group] = reduced;
  held.set(cell.group, "reduced");
}

function holdingRules(tests: readonly Test[], subject: unknown, circumstances: Circumstances): number {
  let holding = 0;
  for (let i = 0; i < tests.length; i++) if (tests[i]?.(subject, circumstances) === true) holding |= 1 << i;
  return holding;
}

function compileLevels(rows: Readonly<Record<string, GroupRule>>): ReadonlyMap<string, Reduce> {
  const compiled = new Map<string, Reduce>();
  for (const [group, rule] of Object.entries(rows)) {
    for (const [level, form] of Object.entries(rule.levels ?? {})) {
      compiled.set(`${group}/${level}`, compileLevel(form));
    }
  }
  return compiled;
}

function cellsOf(
  rows: Readonly<Record<string, GroupRule>>,
  role: string,
  levels: ReadonlyMap<string, Reduce>,
  narrowing: readonly NarrowingRule[],
): Cell[] {
  const cells: Cell[] = [];
  for (const [group, rule] of Object.entries(rows)) {
    let level = levelOf(rule, role);
    for (const { replace } of narrowing) level = replace[group]?.[level] ?? level;
    const reduce = levels.get(`${group}/${level}`);
    if (level === "full") cells.push({ group, see: "full" });
    else if (reduce !== undefined) cells.push({ group, see: reduce });
  }
  return cells;
}
