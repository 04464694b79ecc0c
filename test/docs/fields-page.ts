import { readFileSync } from "node:fs";
import { documentField } from "../../src/cli/kept/schemas.ts";
import type { MessageType } from "../../src/domain/message.ts";
import type { Field } from "../../src/schema/field.ts";

const TYPES: readonly MessageType[] = [
  "aid-subject-list",
  "supplement",
  "correction",
  "bridge",
  "plan",
  "withdrawal",
  "feedback",
  "reverse-lead",
  "inquiry",
  "inquiry-answer",
  "visit",
  "reminder",
  "evaluation",
  "meeting",
];

const KINDS: Readonly<Record<Field["kind"], string>> = {
  group: "group",
  list: "list",
  code: "code",
  boolean: "true, false",
  integer: "whole number",
  decimal: "number or decimal text",
  money: "amount, 元",
  date: "date YYYY-MM-DD",
  "partial-date": "date with precision",
  "date-time": "time with offset",
  text: "text",
};

const HEAD =
  "| field | 中文 | English | form | required | note 说明 | no. | sens. |\n| --- | --- | --- | --- | --- | --- | --- | --- |";

/** `docs/fields.md`: the fields of all documents and their code lists, from the schemas. */
export async function fieldsPage(): Promise<string> {
  const documents = await Promise.all(TYPES.map(async (type) => [type, await documentField(type)] as const));
  const lists = new CodeLists();
  const [, first] = documents[0] ?? [];
  const person = first === undefined ? undefined : personOf(first);
  const groups = person?.members.filter(({ kind }) => kind === "group") ?? [];
  const shared = new Set(groups.map(({ name }) => name));
  const sections = documents.map(([type, field]) => {
    const rows = field.members.flatMap((member) => rowsOf(member, "", lists, shared));
    return `## ${field.title.zh} · ${field.title.en} (\`${type}\`)\n\n${field.note}\n\n${HEAD}\n${rows.join("\n")}`;
  });
  const described = groups.map((group) => {
    const rows = group.members.flatMap((member) => rowsOf(member, `${group.name}.`, lists, new Set()));
    return `### ${headingOf(group)}\n\n${group.note}\n\n${HEAD}\n${rows.join("\n")}`;
  });
  return `# 字段与代码 · Fields and codes

Generated from \`schemas/\` by \`UPDATE_DOCS=1 npm test -- test/docs/fields.test.ts\`; the tests compare it.

The data dictionary of all documents. A dot leads into a group, \`[]\` into the items of a list. *Required* is within the group
that holds the field; ◐ N02 N17: required unless the person has no other need than these; a rule that looks at several fields
may require more ([errors.md](errors.md#faults-and-warnings-in-a-document)).
*no.* is the number in the field dictionary of the linkage, *sens.* its sensitivity: 1 normal, 2 personal, 3 sensitive. Texts are
Unicode in normalisation form C; a number of characters is the most. The column of a spreadsheet is named by the field below
its row ([spreadsheets.md](spreadsheets.md)).

数据字典：点号表示进入数据组，\`[]\` 表示列表中的一项；“required”指在所属数据组内必填；
“◐ N02 N17”指除救助需求仅为该等代码的人员外必填。

${sections.join("\n\n")}

# 救助对象的数据组 · Groups of a person

${described.join("\n\n")}

# 代码表 · Code lists

${lists.text()}

# 从案件系统到清单 · From a case system to a list

A worked example: tables of a case system, and one query that makes a list of a case, in PostgreSQL. The tests run both and
validate what comes out. With such a query no spreadsheet is needed: each row is a file for \`aidx check\` and \`aidx push\`.

示例：案件系统的表，以及由一个案件生成一份清单的查询（PostgreSQL）。测试会运行两者并校验结果。要点：

| 案件系统 case system | 清单 list | how |
| --- | --- | --- |
| \`case_file.transfer_id\` | \`header.transferId\` | made once and kept: a repeat has the same · 生成一次并保存，重发时不变 |
| \`case_file.loss_wan\` (万元) | \`case.compensation.due\` (元) | \`round(… * 10000, 2)\`, exact · 精确换算 |
| own codes · 本系统代码 | codes of the list · 清单代码 | the table \`code_map\`; a code without a row is left out and then \`required\` · 无对照的不填，校验时会指出 |
| \`timestamptz\` | RFC 3339 with \`+08:00\` | \`to_char(… at time zone 'Asia/Shanghai')\` |
| citizen number · 身份证号 | \`identity.birth\` | its digits 7 to 14 · 第 7 至 14 位 |
| \`null\` | no member · 不出现 | \`jsonb_strip_nulls\` |

[case-system.sql](mapping/case-system.sql):

\`\`\`sql
${readFileSync("docs/mapping/case-system.sql", "utf8").trim()}
\`\`\`

[list.sql](mapping/list.sql):

\`\`\`sql
${readFileSync("docs/mapping/list.sql", "utf8").trim()}
\`\`\`
`;
}

function personOf(document: Field): Field | undefined {
  return document.members.find(({ items }) => items?.members.some(({ name }) => name === "personId"))?.items;
}

/** Rows of a field and of what is in it. Groups that are described elsewhere are one row with a link. */
function rowsOf(field: Field, above: string, lists: CodeLists, elsewhere: ReadonlySet<string>): string[] {
  const path = `${above}${field.name}`;
  const inner = field.items ?? field;
  const own = [rowOf(field, path, lists)];
  if (elsewhere.has(field.name) && field.kind === "group") {
    return [own[0]?.replace("| group |", `| [group](#${anchor(headingOf(field))}) |`) ?? ""];
  }
  if (inner.kind === "partial-date") return own;
  const below = inner.members.flatMap((member) =>
    rowsOf(member, `${path}${field.items === undefined ? "" : "[]"}.`, lists, elsewhere),
  );
  return [...own, ...below];
}

function headingOf(group: Field): string {
  return `${group.title.zh} · ${group.title.en} (\`${group.name}\`)`;
}

/** Link of a heading as GitHub makes it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

function rowOf(field: Field, path: string, lists: CodeLists): string {
  const { schema } = field;
  const cells = [
    `\`${path}\``,
    field.title.zh,
    field.title.en,
    formOf(field, lists),
    field.neededUnless.length > 0 ? `◐ ${field.neededUnless.join(" ")}` : field.required ? "●" : "",
    field.note,
    text(schema["x-field"]),
    text(schema["x-sensitivity"]),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function formOf(field: Field, lists: CodeLists): string {
  const { schema, kind, codes } = field;
  if (field.items !== undefined) {
    const size = [schema["minItems"] ?? 0, schema["maxItems"]].map(text).join("–");
    const item = field.items.kind === "group" ? "" : ` of ${formOf(field.items, lists)}`;
    return `list, ${size}${item}`;
  }
  if (schema["const"] !== undefined) return `\`${text(schema["const"])}\``;
  if (codes.length > 0) return lists.link(field);
  if (kind === "text" && schema["maxLength"] !== undefined) return `text, ${text(schema["maxLength"])}`;
  if (kind === "integer") return `whole number, ${text(schema["minimum"])}–${text(schema["maximum"])}`;
  return KINDS[kind];
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The code lists that the fields have, each once, by their codes. */
class CodeLists {
  readonly #lists = new Map<string, Field>();

  link(field: Field): string {
    const codes = field.codes.map(({ code }) => code);
    // Few codes without words need no list of their own.
    if (codes.length < 12 && field.codes.every(({ code, zh }) => code === zh)) {
      return codes.map((code) => `\`${code}\``).join(" ");
    }
    const key = JSON.stringify(field.codes);
    if (!this.#lists.has(key)) this.#lists.set(key, field);
    const n = [...this.#lists.keys()].indexOf(key);
    return `[code ${n + 1}](#${anchor(this.#heading(this.#lists.get(key) ?? field, n))})`;
  }

  #heading(field: Field, n: number): string {
    return `code ${n + 1}: ${field.title.zh} · ${field.title.en}`;
  }

  text(): string {
    return [...this.#lists.values()]
      .map((field, n) => {
        const rows = field.codes.map(({ code, zh, en }) => `| \`${code}\` | ${zh} | ${en} |`);
        return `## ${this.#heading(field, n)}\n\n| code | 中文 | English |\n| --- | --- | --- |\n${rows.join("\n")}`;
      })
      .join("\n\n");
  }
}
