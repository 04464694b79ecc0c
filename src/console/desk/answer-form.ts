/** Feedback about one need of one person by a form: the fields are the columns of the workbook, and so are read alike. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import type { Field } from "../../schema/field.ts";
import { answerFilling, answerLayout } from "../../sheets/answer-sheet.ts";
import type { Place } from "../../sheets/document-draft.ts";
import type { Column, Layout } from "../../sheets/layout.ts";
import type { Row, Sheet } from "../../sheets/workbook.ts";
import { answerOf, type ReadAnswer } from "./answer-workbook.ts";

/** Values of a form as texts, by the paths of its fields. */
export type FormValues = Readonly<Record<string, string>>;

/** Fields of a form about one need of one person. */
export interface AnswerForm {
  readonly layout: Layout;
  /** The unit's own lines, which are the same in each feedback. */
  readonly own: readonly Column[];
  /** What became of the need, the usual fields first. */
  readonly usual: readonly Column[];
  readonly other: readonly Column[];
  /** Values of the header that follow from the packet. */
  readonly given: FormValues;
}

/** Lines of the header that the clerk writes. */
const OWN = /^header\.(from|officer|documentNumber)\b/;
/** Fields of every reply, and those that a reply calls for. */
const ALWAYS: ReadonlySet<string> = new Set(["reply", "reason", "reasonText", "acceptedOn"]);
const CALLED_FOR: readonly (readonly [path: string, replies: readonly string[]])[] = [
  ["missingDocuments", ["11"]],
  ["clock.", ["11", "20"]],
  ["passedTo.", ["13"]],
  ["expectedBy", ["20", "30", "31"]],
  ["publicNotice.", ["21"]],
  ["decidedOn", ["12", "30", "31", "32"]],
  ["decisionNumber", ["12", "30", "31", "32"]],
  ["rightsNotice.", ["12", "31", "32"]],
  ["aidGranted.", ["30", "31", "40"]],
];

/** Makes the form for a reply; without one, its first fields. */
export function answerForm(
  feedback: Field,
  { body, recipient }: OpenedPacket,
  answers: string,
  reply: string,
): AnswerForm {
  const layout = answerLayout(feedback);
  const [form, results] = layout.tables;
  const columns = (results?.columns ?? []).filter(
    ({ path }) => results?.given?.has(path) !== true && path !== "corrects" && path !== "reopens",
  );
  const isUsual = ({ path }: Column) =>
    ALWAYS.has(path) || CALLED_FOR.some(([start, replies]) => path.startsWith(start) && replies.includes(reply));
  return {
    layout,
    own: (form?.columns ?? []).filter(({ path }) => OWN.test(path)),
    usual: columns.filter(isUsual),
    other: columns.filter((column) => !isUsual(column)),
    given: Object.fromEntries(answerFilling(layout, body, { answers, recipient }).form),
  };
}

/** Reads a filled form. @param values by path: of the header and of the result */
export function readAnswerForm(
  { layout, given }: AnswerForm,
  { personId, need }: { readonly personId: string; readonly need: string },
  values: FormValues,
): ReadAnswer {
  const [form, results] = layout.tables;
  const filled = { ...given, ...values, personId, needs: need };
  const cells = (texts: readonly string[]): Row["cells"] =>
    new Map(texts.flatMap((text, n) => (text === "" ? [] : [[n, { kind: "text", text }] as const])));
  const sheet = (name: Bilingual | undefined, rows: readonly (readonly string[])[]): Sheet => ({
    name: name?.zh ?? "",
    rows: rows.map((texts, n) => ({ number: n + 1, cells: cells(texts) })),
    epoch1904: false,
    merged: [],
  });
  const columns = results?.columns.map(({ path }) => path) ?? [];
  return answerOf(layout, [
    sheet(form?.name, form?.columns.map(({ path }) => [path, valueOf(filled, path)]) ?? []),
    sheet(results?.name, [columns, columns.map((path) => valueOf(filled, path))]),
  ]);
}

function valueOf(values: FormValues, path: string): string {
  return Object.hasOwn(values, path) ? (values[path] ?? "").trim() : "";
}

/** A fault of a form, with the title of its field. */
export interface FieldFault {
  readonly field: Bilingual | undefined;
  readonly text: Bilingual;
}

/** Faults of a form: of its own reading, and those for which the gateway refused it. */
export function fieldFaults({ list }: ReadAnswer, error: Error | null): FieldFault[] {
  const fault = ({ heading }: Place, text: Bilingual) => ({ field: heading, text });
  const refused = error instanceof ProblemError ? error.errors : [];
  return [
    ...list.faults.map(({ place, text }) => fault(place, text)),
    ...refused.map(({ pointer, message, messageZh }) => fault(list.placeOf(pointer), { zh: messageZh, en: message })),
  ];
}
