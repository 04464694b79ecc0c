/** Checks that the schemas among the files are the ones that the gateway applied, as the log registered them. */
import { formatDigest } from "../../wire/digest.ts";
import { EVIDENCE_PATHS, evidenceFile, schemaPath } from "../format.ts";
import { inForce, placesByName, registeredName } from "../in-force.ts";
import { type Evidence, ofType } from "./evidence.ts";
import { Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";

/**
 * Checks that each schema that the log had registered before a message of its kind is there, with the registered text.
 * Older gateways registered none: then only the gateway's signature ties the files to the log.
 */
export function checkSchemas(evidence: Evidence): CheckOutcome {
  const { files, sha256, manifest, readable } = evidence;
  const registrations = ofType(evidence, "directory").flatMap(({ index, entry }) => {
    const name = entry.change === "schema" && entry.actor === manifest?.gateway ? registeredName(entry) : undefined;
    return name === undefined ? [] : [{ index, name, entry }];
  });
  const counting = inForce(registrations, placesByName(readable));
  const digests = new Map<string, unknown[]>();
  for (const { entry } of counting) {
    const path = schemaPath(String(entry.schema));
    digests.set(path, [...(digests.get(path) ?? []), entry.digest]);
  }
  const named = new Set(
    ofType(evidence, "accepted").map(({ entry }) =>
      EVIDENCE_PATHS.schema(String(entry.messageType), String(entry.version)),
    ),
  );
  const findings = new Findings();
  for (const [path, allowed] of digests) {
    const bytes = files.get(path);
    findings.expect(
      bytes !== undefined && allowed.includes(formatDigest(sha256(bytes))),
      `${path} is not the schema that the log registered`,
      `${path} 不是日志所登记的数据规范`,
    );
  }
  for (const path of files.keys()) {
    if (evidenceFile(path)?.kind === "schema" && !named.has(path)) {
      findings.expect(false, "a schema belongs to no message", "有数据规范不对应任何报文");
    }
  }
  const untied = [...named].filter((path) => !digests.has(path)).length;
  if (untied === 0 || findings.list.length > 0) return findings.outcome;
  const en = `of ${untied} schemas the log has registered no text: the gateway's signature alone says what they were`;
  return { skipped: { en, zh: `有 ${untied} 个数据规范未在日志登记其文本，仅由网关签名说明` } };
}
