import type { EvidenceModel } from "../../evidence-model.ts";
import { summaryContent } from "./content.ts";
import { summaryHtml } from "./html.ts";

/** The readable summary of evidence in both forms. */
export interface Summary {
  readonly html: string;
  readonly pdf: Uint8Array;
}

/**
 * Makes readable summaries (送达证据): a function of the model alone. The typeface is read as texts need it, and
 * what writes PDF only with the first summary: most processes of the gateway never make one.
 */
export function createSummary(): (model: EvidenceModel) => Promise<Summary> {
  const load = async () => {
    const [{ summaryPdf }, { Typeface }] = await Promise.all([import("./pdf.ts"), import("./typeface.ts")]);
    const typeface = new Typeface();
    return (content: ReturnType<typeof summaryContent>) => summaryPdf(content, typeface);
  };
  let writing: ReturnType<typeof load> | undefined;
  return async (model) => {
    const content = summaryContent(model);
    writing ??= load();
    return { html: summaryHtml(content), pdf: await (await writing)(content) };
  };
}
