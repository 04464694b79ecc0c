import type { Derivation, GroupRule, SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { ConfigFault } from "../domain/config-fault.ts";

/** Makes a fault at a pointer of the checked file. */
export type MakeFault = (pointer: string, en: string, zh: string) => ConfigFault;

/** Forms of a group that the policy need not define. */
const BUILT_IN: ReadonlySet<string> = new Set(["full", "none"]);

/**
 * Checks the rules of a sharing policy that its schema cannot express. A name without a definition would mean "sees
 * nothing" and pass unnoticed, so each name must be defined.
 */
export function checkPolicy(policy: SharingPolicyDocument, fault: MakeFault): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const unknown = (pointer: string, what: string, whatZh: string): void =>
    void faults.push(fault(pointer, `names a ${what} that the policy does not have`, `所指的${whatZh}在策略中不存在`));

  const rows = { members: policy.members, groups: policy.groups };
  for (const [section, groups] of Object.entries(rows)) {
    for (const [group, rule] of Object.entries(groups)) {
      checkRow(`/${section}/${group}`, rule, policy, fault, faults);
    }
  }
  if (!Object.hasOwn(policy.conditions, policy.sheltered)) unknown("/sheltered", "condition", "条件");
  policy.rules.forEach((rule, index) => {
    const place = `/rules/${index}`;
    if (!Object.hasOwn(policy.conditions, rule.if)) unknown(`${place}/if`, "condition", "条件");
    for (const list of ["except", "only"] as const) {
      rule[list]?.forEach((role, i) => {
        if (!Object.hasOwn(policy.roles, role)) unknown(`${place}/${list}/${i}`, "role", "职能");
      });
    }
    for (const [group, replacements] of Object.entries(rule.replace)) {
      const row = policy.groups[group];
      if (row === undefined) {
        unknown(`${place}/replace/${group}`, "group", "数据组");
        continue;
      }
      for (const [from, to] of Object.entries(replacements)) {
        const known = [from, to].every((level) => BUILT_IN.has(level) || Object.hasOwn(row.levels ?? {}, level));
        if (!known) unknown(`${place}/replace/${group}/${from}`, "form", "形式");
        if (from === "none" || to === "full") {
          faults.push(fault(`${place}/replace/${group}/${from}`, "must not widen what is seen", "不得放宽可见范围"));
        }
      }
    }
  });
  for (const [type, rule] of Object.entries(policy.documents)) {
    if (rule.cut !== "subjects") continue;
    rule.newcomer?.forEach((group, index) => {
      if (!Object.hasOwn(policy.groups, group)) unknown(`/documents/${type}/newcomer/${index}`, "group", "数据组");
    });
  }
  policy.permissions.forEach((permission, index) => {
    permission.types.forEach((type, i) => {
      const place = `/permissions/${index}/types/${i}`;
      const rule = policy.documents[type];
      if (rule === undefined) return unknown(place, "kind of document", "文书类型");
      // Disclosure gives such a document whole to a procuratorate, since it is filed with its sender: another one would
      // see what is not addressed to it.
      if (rule.cut === "subjects" && rule.addressed !== undefined && permission.to === "procuratorate") {
        faults.push(fault(place, "goes only to those that it names", "只发送给其指明的单位"));
      }
    });
  });
  return faults;
}

function checkRow(
  place: string,
  rule: GroupRule,
  policy: SharingPolicyDocument,
  fault: MakeFault,
  faults: ConfigFault[],
): void {
  const seen = new Set<string>();
  for (const [level, roles] of Object.entries(rule.roles)) {
    if (!BUILT_IN.has(level) && !Object.hasOwn(rule.levels ?? {}, level)) {
      faults.push(
        fault(`${place}/roles/${level}`, "names a form that the row does not define", "所指的形式未在本行定义"),
      );
    }
    roles.forEach((role, index) => {
      const pointer = `${place}/roles/${level}/${index}`;
      if (!Object.hasOwn(policy.roles, role)) faults.push(fault(pointer, "names an unknown role", "所指的职能不存在"));
      if (seen.has(role)) faults.push(fault(pointer, "gives this role a second form", "同一职能出现两种形式"));
      seen.add(role);
    });
  }
  for (const [level, form] of Object.entries(rule.levels ?? {})) {
    if (BUILT_IN.has(level)) {
      faults.push(fault(`${place}/levels/${level}`, "must not redefine full or none", "不得重新定义 full 或 none"));
    }
    for (const [member, derivation] of Object.entries(form.derive ?? {})) {
      checkDerivation(`${place}/levels/${level}/derive/${member}`, derivation, policy, fault, faults);
    }
  }
}

function checkDerivation(
  place: string,
  derivation: Derivation,
  policy: SharingPolicyDocument,
  fault: MakeFault,
  faults: ConfigFault[],
): void {
  if ("band" in derivation) {
    const { bounds, labels } = derivation;
    const ascending = bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? bound));
    if (!ascending || labels.length !== bounds.length + 1) {
      faults.push(
        fault(place, "must have ascending bounds and one label more than bounds", "界限须递增，标签须比界限多一个"),
      );
    }
  }
  if ("justified" in derivation) {
    for (const [kind, groups] of Object.entries(derivation.by)) {
      if (!groups.every((group) => Object.hasOwn(policy.groups, group))) {
        faults.push(fault(`${place}/by/${kind}`, "names an unknown group", "所指的数据组不存在"));
      }
    }
  }
}

/** Checks that every role in a routing table has a column in the policy, which its schema cannot express. */
export function checkRouting(routing: RoutingDocument, policy: SharingPolicyDocument, fault: MakeFault): ConfigFault[] {
  const faults: ConfigFault[] = [];
  for (const [code, need] of Object.entries(routing.needs)) {
    for (const part of ["lead", "with"] as const) {
      need[part].forEach((role, index) => {
        const pointer = `/needs/${code}/${part}/${index}`;
        if (!Object.hasOwn(policy.roles, role)) {
          faults.push(
            fault(pointer, "names a role that the sharing policy does not have", "所指的职能在共享策略中不存在"),
          );
        }
        if (part === "with" && need.lead.includes(role)) {
          faults.push(fault(pointer, "leads this need already", "该职能已是牵头单位"));
        }
      });
    }
  }
  return faults;
}
