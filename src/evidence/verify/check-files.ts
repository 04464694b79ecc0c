/** Checks the file as a whole: its form, its manifest, and the gateway's signature of the manifest. */
import { TOKEN_TYPES } from "../../wire/token.ts";
import { encodeHex } from "../../wire/bytes.ts";
import { formatDigest } from "../../wire/digest.ts";
import { ArchiveError, isCanonicalArchive } from "../archive.ts";
import { evidenceFile, EVIDENCE_PATHS } from "../format.ts";
import { type Evidence, ofType } from "./evidence.ts";
import { Findings } from "./finding.ts";
import { keyInForce } from "./key-register.ts";
import type { CheckOutcome } from "./step.ts";
import { verifyToken } from "./signed-token.ts";
import { utf8In } from "../../wire/utf8.ts";

/** Checks that the archive has its one form, and only files that evidence has. */
export function checkArchive({ archive, files }: Evidence): CheckOutcome {
  const findings = new Findings();
  for (const path of files.keys()) {
    findings.expect(
      evidenceFile(path) !== undefined,
      "it holds a file that evidence does not have",
      "含有证据格式之外的文件",
    );
  }
  if (archive !== undefined) {
    findings.expect(
      isCanonical(archive, files),
      "it holds bytes that belong to no file, or is not in the form of evidence",
      "含有不属于任何文件的数据，或不符合证据归档格式",
    );
  }
  return findings.outcome;
}

function isCanonical(archive: Uint8Array, files: Evidence["files"]): boolean {
  try {
    return isCanonicalArchive(archive, files);
  } catch (error) {
    if (error instanceof ArchiveError) return false;
    throw error;
  }
}

/**
 * Checks that the manifest names exactly the files that are there, with size and digest, and that the required ones are
 * there.
 */
export function checkManifest(evidence: Evidence): CheckOutcome {
  const { manifest, files, sha256 } = evidence;
  const findings = new Findings();
  if (!findings.expect(manifest !== undefined, "there is no readable manifest", "缺少可读的清单文件")) {
    return findings.outcome;
  }
  const named = new Map(manifest?.files.map((file) => [file.path, file]));
  const paths = manifest?.files.map(({ path }) => path) ?? [];
  findings.expect(
    paths.every((path, n) => n === 0 || (paths[n - 1] ?? "") < path),
    "the manifest's files are not sorted, or one is named twice",
    "清单中的文件未排序或重复",
  );
  for (const [path, bytes] of files) {
    if (path === EVIDENCE_PATHS.manifest || path === EVIDENCE_PATHS.signature) {
      findings.expect(!named.has(path), "the manifest names itself", "清单不应包含自身");
      continue;
    }
    const file = named.get(path);
    const shown = evidenceFile(path) === undefined ? "a file" : path;
    if (!findings.expect(file !== undefined, `${shown} is not in the manifest`, `${shown} 不在清单中`)) continue;
    findings.expect(
      file?.size === bytes.length && file.sha256 === encodeHex(sha256(bytes)),
      `${shown} is not the file that the manifest names`,
      `${shown} 与清单所列不符`,
    );
  }
  for (const path of paths) {
    findings.expect(files.has(path), "a file that the manifest names is missing", "清单所列的文件缺失");
  }
  return findings.outcome;
}

/** Checks that the gateway signed the manifest, with a key that the log had registered for it. */
export async function checkManifestSignature(evidence: Evidence): Promise<CheckOutcome> {
  const { manifest, files, keys, sha256 } = evidence;
  const findings = new Findings();
  const bytes = files.get(EVIDENCE_PATHS.manifest);
  const signature = files.get(EVIDENCE_PATHS.signature);
  const gateway = manifest?.gateway ?? "";
  const jws = utf8In(signature) ?? "";
  const token = await verifyToken(jws, TOKEN_TYPES.evidence, keys.get(gateway) ?? []);
  if (
    !findings.expect(
      token !== undefined,
      "the gateway's signature of the manifest is not valid",
      "网关对清单的签名无效",
    )
  ) {
    return findings.outcome;
  }
  const { iss, sub, digest, iat } = token?.claims ?? {};
  const madeAt = manifest?.madeAt ?? "";
  findings.expect(
    iss === gateway && sub === manifest?.thread && iat === Math.floor(Date.parse(madeAt) / 1000),
    "the gateway signed the manifest of another thread or time",
    "网关签名的是另一移送或另一时间的清单",
  );
  findings.expect(
    bytes !== undefined && digest === formatDigest(sha256(bytes)),
    "the gateway signed another manifest",
    "网关签名的是另一份清单",
  );
  const last = { index: Number.POSITIVE_INFINITY, time: madeAt };
  findings.expect(
    keyInForce(ofType(evidence, "key"), gateway, gateway, token?.kid ?? "", last),
    "the key that signed the manifest was not in force in the log",
    "签署清单的密钥在日志中未登记或已停用",
  );
  return findings.outcome;
}
