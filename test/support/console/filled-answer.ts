import { readFileSync } from "node:fs";
import type { Field } from "../../../src/schema/field.ts";
import { answerFilling, answerLayout } from "../../../src/sheets/answer-sheet.ts";
import { HEAD_ROWS, templateSheets } from "../../../src/sheets/template.ts";
import { writeXlsx } from "../../../src/sheets/xlsx/write-xlsx.ts";

/** Makes the workbook of an answer as a clerk returns it: the first row has a reply, and the unit's own lines are filled in. */
export function filledAnswer(
  feedback: Field,
  list: unknown,
  { answers, reply }: { readonly answers: string; readonly reply: string },
): Uint8Array {
  const like = JSON.parse(readFileSync("schemas/feedback/1.1.example.json", "utf8")) as Record<string, unknown>;
  const layout = answerLayout(feedback);
  const filling = answerFilling(layout, list, { answers, like });
  const columns = layout.tables[1]?.columns ?? [];
  const given: Readonly<Record<string, string>> = { reply, acceptedOn: "2025-06-18" };
  const rows = filling.rows.map((row, n) =>
    n > 0
      ? row
      : row.map((cell, column) => {
          const value = given[columns[column]?.path ?? ""];
          return value === undefined ? cell : { value, style: "text" as const };
        }),
  );
  if (HEAD_ROWS !== 4) throw new Error("the rows begin elsewhere now");
  return writeXlsx(templateSheets(layout, { ...filling, rows }), layout.title.zh);
}
