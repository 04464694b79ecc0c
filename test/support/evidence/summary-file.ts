import type { ArchiveFiles } from "../../../src/evidence/archive.ts";
import { describe, type ManifestHead } from "../../../src/evidence/summary/describe.ts";
import { summaryHtml } from "../../../src/evidence/summary/html.ts";
import { summaryContent } from "../../../src/evidence/summary/summary-content.ts";
import { sha256 } from "../sha256.ts";

/** `summary.html` of these files. */
export function summaryFile(files: ArchiveFiles, head: ManifestHead): Buffer {
  return Buffer.from(summaryHtml(summaryContent(describe(files, head, sha256))));
}
