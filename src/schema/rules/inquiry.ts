/** Rules of an inquiry and of its answer. */
import { entriesOf, type Group, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Question about progress: the gateway answers it from its facts, and no department is asked. */
const PROGRESS = "Q15";

/**
 * Requires what each question is compared with, for each subject, and nothing that is not compared. Refuses a question twice,
 * the question about progress, and an authorisation that is over.
 */
export const inquiry: Rule = (inquiry, at, found) => {
  const compared = new Set<string>();
  const seen = new Set<string>();
  for (const [index, question] of entriesOf(inquiry, "questions")) {
    const code = textOf(question, "code");
    if (code === undefined) continue;
    const pointer = `${at}/questions/${index}/code`;
    if (seen.has(code)) found.error(pointer, "duplicate-question");
    seen.add(code);
    if (code === PROGRESS) found.error(pointer, "progress-from-facts");
    else if (textOf(question, "mode") !== "value") compared.add(code);
  }
  for (const [index, subject] of entriesOf(inquiry, "subjects")) {
    const here = `${at}/subjects/${index}/stated`;
    const stated = entriesOf(subject, "stated");
    const places = new Set<string>();
    for (const [n, one] of stated) {
      if (!compared.has(textOf(one, "question") ?? "")) found.error(`${here}/${n}/question`, "stated-not-compared");
      const place = `${textOf(one, "question")} ${textOf(one, "field")}`;
      if (places.has(place)) found.error(`${here}/${n}`, "duplicate-items");
      places.add(place);
    }
    const missing = [...compared].filter((code) => !stated.some(([, one]) => textOf(one, "question") === code));
    if (missing.length > 0) found.error(here, "stated-required");
  }
  const validUntil = textOf(groupOf(inquiry, "authorisation"), "validUntil");
  if (validUntil !== undefined && validUntil < found.today) {
    found.error(`${at}/authorisation/validUntil`, "authorisation-over");
  }
};

/** Requires why it is refused, else the day of the data; takes a value only with a record. */
export const inquiryAnswer: Rule = (answer: Group, at, found) => {
  const result = textOf(answer, "result");
  const refused = result === "refused";
  if (refused && answer["refusal"] === undefined) found.error(`${at}/refusal`, "refusal-required");
  if (!refused && answer["refusal"] !== undefined) found.error(`${at}/refusal`, "refusal-unexpected");
  if (!refused && result !== "not-held" && answer["asOf"] === undefined) found.error(`${at}/asOf`, "as-of-required");
  if (answer["value"] !== undefined && result !== "match") found.error(`${at}/value`, "value-without-record");
  const asOf = textOf(answer, "asOf");
  if (asOf !== undefined && asOf > found.today) found.error(`${at}/asOf`, "date-future");
};
