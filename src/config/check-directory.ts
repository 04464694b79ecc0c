import type { Bilingual } from "../domain/bilingual.ts";
import type { DirectoryDocument } from "../directory/directory-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { MakeFault } from "./check-policy.ts";
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
  return faults;
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
