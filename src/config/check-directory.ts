import type { Bilingual } from "../domain/bilingual.ts";
import type { DirectoryDocument } from "../directory/directory-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { MakeFault } from "./check-policy.ts";
import type { Office } from "../domain/party.ts";
import type { ConfigFault } from "../domain/config-fault.ts";
import type { GatewaySettings } from "./gateway-config.ts";

/** Checks the rules of a directory that its schema cannot express. */
export function checkDirectory(
  directory: DirectoryDocument,
  gateway: GatewaySettings,
  fault: MakeFault,
): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const ids = new Set<string>();
  directory.parties.forEach((party, index) => {
    const place = `/parties/${index}`;
    if (ids.has(party.id)) faults.push(fault(`${place}/id`, "stands twice in the directory", "单位标识重复"));
    if (party.id === gateway.id) faults.push(fault(`${place}/id`, "is the gateway's own id", "与网关自身标识相同"));
    ids.add(party.id);
    if (party.role !== undefined && party.kind !== "department") {
      faults.push(fault(`${place}/role`, "is for departments only", "仅部门可有职能"));
    }
    faults.push(...checkOffices(party.offices ?? [], `${place}/offices`, fault));
    const { endpoint, ca, clientCert } = party.delivery;
    if ((ca ?? clientCert) !== undefined && endpoint?.startsWith("https:") !== true) {
      faults.push(fault(`${place}/delivery/endpoint`, "must be https: it has certificates", "须为 https：已配置证书"));
    }
    if (gateway.delivery.requireHttps && endpoint !== undefined && !endpoint.startsWith("https:")) {
      faults.push(
        fault(
          `${place}/delivery/endpoint`,
          "must be https (delivery.requireHttps)",
          "须为 https（delivery.requireHttps）",
        ),
      );
    }
  });
  return [...faults, ...checkSuccessors(directory, fault)];
}

/** Checks that on each day at most one office is responsible for a need. */
function checkOffices(offices: readonly Office[], place: string, fault: MakeFault): ConfigFault[] {
  return offices.flatMap((office, index) => {
    const { from = "", until = LAST_DAY } = office;
    if (until < from) return [fault(`${place}/${index}/until`, "is before from", "早于起始日")];
    const clash = offices.slice(0, index).findIndex((other) => {
      const { from: start = "", until: end = LAST_DAY } = other;
      const sameNeed =
        other.needs === office.needs || other.needs?.some((need) => office.needs?.includes(need)) === true;
      return sameNeed && start <= until && from <= end;
    });
    return clash < 0
      ? []
      : [
          fault(
            `${place}/${index}`,
            `is responsible on the same days for the same needs as ${place}/${clash}`,
            `与 ${place}/${clash} 在同一期间负责相同的需求`,
          ),
        ];
  });
}

const LAST_DAY = "9999-12-31";

/** Checks that each successor is another party that may take the same, and that none succeeds itself in the end. */
function checkSuccessors({ parties }: DirectoryDocument, fault: MakeFault): ConfigFault[] {
  const byId = new Map(parties.map((party) => [party.id, party]));
  return parties.flatMap((party, index) => {
    const place = `/parties/${index}/successor/party`;
    if (party.successor === undefined) return [];
    const successor = byId.get(party.successor.party);
    if (successor === undefined) return [fault(place, "is not in the directory", "不在目录中")];
    if (successor.kind !== party.kind) return [fault(place, "is of another kind", "单位类型不同")];
    if (party.kind === "department" && (successor.role ?? successor.id) !== (party.role ?? party.id)) {
      return [
        fault(
          place,
          "has another role, so that it may see other data: give it the same role, or change the routing table instead",
          "职能不同，可见数据不同：请设为相同职能，或者改为调整路由表",
        ),
      ];
    }
    const passed = new Set([party.id]);
    for (let next: string | undefined = successor.id; next !== undefined; next = byId.get(next)?.successor?.party) {
      if (passed.has(next)) return [fault(place, "succeeds itself in the end", "承接关系成环")];
      passed.add(next);
    }
    return [];
  });
}

/**
 * Checks that each department has a column in a sharing policy: without one it would see nothing of any list, and nothing
 * could be sent to it.
 */
export function checkColumns(
  directory: DirectoryDocument,
  policy: Pick<SharingPolicyDocument, "roles">,
  fault: MakeFault,
): ConfigFault[] {
  return directory.parties.flatMap(({ kind, active, id, role }, index) =>
    kind !== "department" || !active || Object.hasOwn(policy.roles, role ?? id)
      ? []
      : [
          fault(
            `/parties/${index}/${role === undefined ? "id" : "role"}`,
            "has no column in the sharing policy: add it to roles there (docs/how-to/add-a-department.md)",
            "在共享策略中没有对应的一列：请在其 roles 中增加（docs/how-to/add-a-department.md）",
          ),
        ],
  );
}

/** Warns of what is allowed but hardly meant: no party has a role that leads a need, so that lists with the need are refused. */
export function directoryWarnings(directory: DirectoryDocument, { needs }: RoutingDocument): Bilingual[] {
  const departments = directory.parties.filter(({ kind, active }) => kind === "department" && active);
  const roles = new Set(departments.map(({ role, id }) => role ?? id));
  const warnings: Bilingual[] = [];
  for (const role of new Set(Object.values(needs).flatMap(({ lead }) => lead))) {
    if (roles.has(role)) continue;
    warnings.push({
      en: `no active party of the directory has the role ${role}`,
      zh: `目录中没有职能为 ${role} 的有效单位`,
    });
  }
  return warnings;
}
