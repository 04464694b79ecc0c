import { equalBytes } from "../../wire/bytes.ts";
import { EVIDENCE_PATHS } from "../format.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { describe } from "../summary/describe.ts";
import { summaryHtml } from "../summary/html.ts";
import { SUMMARY_FORM, summaryContent } from "../summary/summary-content.ts";
import type { Evidence } from "./evidence.ts";
import type { CheckOutcome } from "./step.ts";

/**
 * Checks that the readable summary is, byte for byte, the one that the other files make. Only the same version of the
 * form can be made again; another form is left to the version of the program that made it. The words of the PDF are not
 * verified.
 */
export function checkSummary({ files, manifest, sha256 }: Evidence): CheckOutcome {
  const html = files.get(EVIDENCE_PATHS.html);
  if (html === undefined || manifest === undefined) {
    return { skipped: { en: "there is no summary that can be read", zh: "没有可读取的摘要" } };
  }
  if (manifest.summary !== SUMMARY_FORM) {
    const en = "it is of another form than this program makes; take the version that the manifest names";
    return { skipped: { en, zh: "摘要为其他版本的形式，请使用清单所载版本的程序" } };
  }
  try {
    const again = summaryHtml(summaryContent(describe(files, manifest, sha256)));
    if (equalBytes(html, new TextEncoder().encode(again))) return { checked: 1, findings: [] };
  } catch (error) {
    // Without a readable checkpoint no summary can be made.
    if (!(error instanceof ProofError)) throw error;
  }
  const [en, zh] = ["summary.html says something else than the other files", "summary.html 与其他文件所载不一致"];
  return { checked: 1, findings: [{ en, zh }] };
}
