import { readFileSync } from "node:fs";

interface Subject {
  readonly personId: string;
  readonly [group: string]: unknown;
}
interface List {
  readonly header: Readonly<Record<string, unknown>>;
  readonly subjects: readonly Subject[];
  readonly [part: string]: unknown;
}

const example = JSON.parse(
  readFileSync(new URL("../schemas/aid-subject-list/1.example.json", import.meta.url), "utf8"),
) as List;

/**
 * A valid aid-subject list of about so many bytes as JSON: the example list (two synthetic subjects,
 * 4.5 KB), its subjects repeated under new person ids until it is large enough.
 */
export function listOf(bytes: number): List {
  const subjects = [...example.subjects];
  const size = (list: unknown) => Buffer.byteLength(JSON.stringify(list));
  const pair = size(example.subjects);
  const copies = Math.max(0, Math.round((bytes - size(example)) / pair));
  for (let copy = 1; copy <= copies; copy++) {
    subjects.push(...example.subjects.map((subject) => ({ ...subject, personId: `${subject.personId}-${copy}` })));
  }
  return { ...example, subjects };
}
