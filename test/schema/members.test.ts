/**
 * No member of a schema is read by nothing, and no code reads a member that no schema has. Members are found in the
 * sources by how they are read; the members of a person are read by the sharing policy, which has a row for each.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { type Group, groupOf, isGroup, targetOf, textOf } from "../../src/schema/reading.ts";
import { readSchemas } from "../../src/schema/schema-files.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { documents, names } = await readSchemas(`${ROOT}schemas`);
const policy = JSON.parse(readFileSync(`${ROOT}config/sharing-policy.json`, "utf8")) as Record<string, Group>;

/** Ways in which the sources read a member of a document. */
const READS = [
  /\b(?:\w+Of|\w+In|member)\((?:[^()]|\([^()]*\))*?, "(\w+)"\)/g,
  /\b(?:body|header|document|withdrawal|subject|group|income|holder|person|record|need|aid)(?:\?\.)?\["(\w+)"\]/g,
  /\)\?\.\["(\w+)"\]/g,
  /\b(?:body|header|header\.supersedes)\??\.([a-z]\w*)\b(?!\()/g,
];
const PATHS = /\bcompilePath\("([\w.]+)"\)/g;

/** Names of members that gateway code reads, with the file of each. */
function read(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of ["src/exchange", "src/disclosure", "src/schema/rules", "src/casework", "src/casework/letter"]) {
    for (const name of readdirSync(`${ROOT}${folder}`).filter((each) => each.endsWith(".ts"))) {
      const text = readFileSync(`${ROOT}${folder}/${name}`, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      for (const pattern of READS) for (const member of matches(pattern, text)) found.set(member, name);
      for (const [, path = ""] of text.matchAll(PATHS)) for (const member of path.split(".")) found.set(member, name);
    }
  }
  // `const TARGETS = ["message", …]` and the like: lists of members that a rule goes through.
  for (const list of rulesLists()) for (const member of list) found.set(member, "rules");
  return found;
}

/** First groups of all matches, also of those that lie within another. */
function matches(pattern: RegExp, text: string): string[] {
  const found: string[] = [];
  const search = new RegExp(pattern);
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    found.push(match[1] ?? "");
    search.lastIndex = match.index + 1;
  }
  return found;
}

function rulesLists(): string[][] {
  const text = readFileSync(`${ROOT}src/schema/rules/transfer.ts`, "utf8");
  return Array.from(text.matchAll(/const [A-Z_]+ = \[((?:"\w+",? ?)+)\];/g), ([, list = ""]) =>
    Array.from(list.matchAll(/"(\w+)"/g), ([, member = ""]) => member),
  );
}

/** Names of all members of a schema, with those of all that it refers to. */
function membersOf(value: unknown, base: string, into = new Set<string>(), seen = new Set<unknown>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) membersOf(item, base, into, seen);
  if (!isGroup(value) || seen.has(value)) return into;
  seen.add(value);
  const ref = textOf(value, "$ref");
  if (ref !== undefined) {
    const { id, names: path } = targetOf(ref, base);
    let at: unknown = documents.get(id);
    for (const name of path) at = isGroup(at) ? at[name] : undefined;
    membersOf(at, id, into, seen);
  }
  for (const name of Object.keys(groupOf(value, "properties") ?? {})) into.add(name);
  for (const each of Object.values(value)) membersOf(each, base, into, seen);
  return into;
}

/**
 * Members of documents and headers that only people read, in the packet: what they say has no meaning to the gateway.
 * A member that names something to the gateway does not belong here.
 */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  "schemaVersion",
  "chair",
  "messageType",
  "secrecy",
  "dueRule",
  "agreementId",
  "impactAssessmentId",
  "currencyUnit",
  "officer",
  "deletionRequired",
  // Which list is supplemented or answered: the recipient knows it by the thread too, which the gateway checks.
  "supplements",
  // A notice or letter: its day, the office that it is for, what is asked, and what was weighed before.
  "day",
  "office",
  "request",
  "checklist",
]);

const inCode = read();

t.test("members that code reads are in a schema", async (t) => {
  t.ok(inCode.size > 60, `${inCode.size} members are read`);
  const all = new Set<string>();
  for (const id of names.keys()) for (const member of membersOf(documents.get(id), id)) all.add(member);
  const unknown = [...inCode].filter(([member]) => !all.has(member)).map(([member, file]) => `${file}: ${member}`);
  t.same(unknown, []);
});

for (const [id, { type, version }] of names) {
  t.test(
    `${type} ${version}: every member is read by the gateway, disclosed by the policy, or for people`,
    async (t) => {
      const schema = documents.get(id);
      const top = groupOf(schema, "properties") ?? {};
      const header = groupOf(groupOf(top, "header"), "properties") ?? {};
      const known = (member: string) =>
        inCode.has(member) || FOR_PEOPLE.has(member) || member in (policy.members ?? {});
      t.same(
        Object.keys({ ...top, ...header }).filter((member) => !known(member)),
        [],
      );
      const subjects = groupOf(groupOf(top, "subjects"), "items");
      if (subjects === undefined) return;
      const { id: base, names: path } = targetOf(textOf(subjects, "$ref") ?? "", id);
      const subject = groupOf(groupOf(documents.get(base), "$defs"), path.at(-1) ?? "");
      const rows = {
        ...policy.groups,
        ...Object.fromEntries((policy.always as unknown as string[]).map((name) => [name, 1])),
      };
      t.same(
        Object.keys(groupOf(subject, "properties") ?? {}).filter((group) => !(group in rows)),
        [],
      );
    },
  );
}

t.test("every member that only people read is in a schema", async (t) => {
  const all = new Set<string>();
  for (const id of names.keys()) for (const member of membersOf(documents.get(id), id)) all.add(member);
  t.same(
    [...FOR_PEOPLE].filter((member) => !all.has(member) || inCode.has(member)),
    [],
  );
});
