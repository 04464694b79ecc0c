import type { Bilingual } from "../domain/bilingual.ts";
import type { DirectoryDocument } from "../directory/directory-document.ts";
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

/** Warns of what is allowed but hardly meant: a department that nothing can be sent to, a role without a party. */
export function directoryWarnings(directory: DirectoryDocument, policy: SharingPolicyDocument): Bilingual[] {
  const departments = directory.parties.filter(({ kind, active }) => kind === "department" && active);
  const roles = new Set(departments.map(({ role, id }) => role ?? id));
  const warnings: Bilingual[] = [];
  for (const { id, role = id } of departments) {
    if (Object.hasOwn(policy.roles, role)) continue;
    warnings.push({
      en: `the sharing policy has no column for ${role}: no list can be sent to ${id}`,
      zh: `共享策略没有 ${role} 一列：无法向 ${id} 移送清单`,
    });
  }
  for (const role of Object.keys(policy.roles)) {
    if (roles.has(role)) continue;
    warnings.push({
      en: `no active party of the directory has the role ${role}`,
      zh: `目录中没有职能为 ${role} 的有效单位`,
    });
  }
  return warnings;
}
