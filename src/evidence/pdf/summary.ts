import type { ArchiveFiles } from "../archive.ts";
import { sha256 } from "../../tlog/native-sha256.ts";
import { describe, type ManifestHead } from "../summary/describe.ts";
import { summaryHtml } from "../summary/html.ts";
import { summaryContent } from "../summary/summary-content.ts";
import type { Summary } from "../make/source.ts";
import { summaryPdf } from "./pdf.ts";
import { Typeface } from "./typeface.ts";

/**
 * Creates the function that makes readable summaries (送达证据) from the evidence's other files and its manifest. Parts of
 * the typeface are read when texts need them.
 */
export function createSummary(): (files: ArchiveFiles, head: ManifestHead) => Promise<Summary> {
  const typeface = new Typeface();
  return async (files, head) => {
    const content = summaryContent(describe(files, head, sha256));
    return { html: new TextEncoder().encode(summaryHtml(content)), pdf: await summaryPdf(content, typeface) };
  };
}
