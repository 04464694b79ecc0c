import type { DisclosureLevel } from "../exchange/ports.ts";
import { type Circumstances, compileCondition, type Test } from "./condition.ts";
import type { GroupRule, NarrowingRule, RoleRule, SharingPolicyDocument } from "./policy-document.ts";
import { compileLevel, type Reduce, type Situation } from "./reduction.ts";

/** Cell of the matrix: a role sees the group in full, or a reduced form. */
interface Cell {
  readonly group: string;
  readonly see: "full" | Reduce;
  /** True when the role counts as one that sees the group in full. */
  readonly whole: boolean;
}

/** Cells of one role for all subjects to which one set of narrowing rules applies. */
interface Plan {
  readonly cells: readonly Cell[];
  readonly full: ReadonlySet<string>;
}

/** Groups that a packet contains so far, with their level: `reduced` as soon as one copy of the group is reduced. */
export type Held = Map<string, DisclosureLevel>;

/** Column of the matrix: cuts documents and subjects for one role. */
export interface View {
  readonly role: RoleRule;
  /** Cuts the document's own members, such as `header`. */
  members(body: Readonly<Record<string, unknown>>, situation: Situation, held: Held): Record<string, unknown>;
  /** Cuts one subject. `situation.full` is filled in here. */
  subject(
    subject: Readonly<Record<string, unknown>>,
    situation: Omit<Situation, "full">,
    held: Held,
  ): Record<string, unknown>;
}

/** Finds the level of a cell: `full`, the name of a reduced form, or `none`. */
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

  /** Finds the plan for a subject. Rules that hold make a number, so that each combination is compiled once. */
  const planFor = (subject: unknown, circumstances: Circumstances): Plan => {
    const holding = holdingRules(tests, subject, circumstances);
    let plan = plans.get(holding);
    if (plan === undefined) {
      const active = rules.filter((_rule, index) => (holding & (1 << index)) !== 0);
      const cells = cellsOf(policy.groups, name, levels, active);
      const full = new Set(cells.filter(({ whole }) => whole).map(({ group }) => group));
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
    if (!situation.isGiven(cell.group)) return;
    // Shared, not copied: a disclosure is only serialised, never changed.
    into[cell.group] = group;
    if (!held.has(cell.group)) held.set(cell.group, "full");
    return;
  }
  const reduced = cell.see(group, situation);
  if (reduced === undefined || !situation.isGiven(cell.group)) return;
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
    if (level === "full") cells.push({ group, see: "full", whole: true });
    else if (reduce !== undefined) cells.push({ group, see: reduce, whole: rule.levels?.[level]?.whole === true });
  }
  return cells;
}
