/** The rules of the documents that are written here, run in this page: those by which the gateway judges them. */
import { useQuery } from "@tanstack/react-query";
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { Field } from "../../schema/field.ts";
import { type Check, compiledOf, validateWith } from "../../schema/validate.ts";
import { platform } from "../../sdk/environment.ts";
import { type Layout, layoutOf } from "../../sheets/layout.ts";
import { withAnswerDefaults } from "../../sheets/answer-sheet.ts";
import { withDefaults } from "../../sheets/defaults.ts";
import { fieldsOf, publishedSchema } from "../desk/packet-schema.ts";

/** Version of the schemas of these documents. */
export const VERSION = "1";

/** Where a form finds the persons of a document. */
type Persons = "evaluations" | "items" | "subjects" | "visits";

interface Written {
  readonly check: () => Promise<{ readonly check: Check }>;
  readonly persons: Persons;
  /** It has a letter's number, by which it is known; others are known by what they say. */
  readonly numbered: boolean;
}

const TYPES = {
  "aid-subject-list": { check: () => import("virtual:check/aid-subject-list/1"), persons: "subjects", numbered: true },
  supplement: { check: () => import("virtual:check/supplement/1"), persons: "subjects", numbered: true },
  correction: { check: () => import("virtual:check/correction/1"), persons: "subjects", numbered: true },
  bridge: { check: () => import("virtual:check/bridge/1"), persons: "subjects", numbered: true },
  plan: { check: () => import("virtual:check/plan/1"), persons: "subjects", numbered: true },
  visit: { check: () => import("virtual:check/visit/1"), persons: "visits", numbered: false },
  evaluation: { check: () => import("virtual:check/evaluation/1"), persons: "evaluations", numbered: false },
  reminder: { check: () => import("virtual:check/reminder/1"), persons: "items", numbered: false },
  "reverse-lead": { check: () => import("virtual:check/reverse-lead/1"), persons: "subjects", numbered: false },
} as const satisfies Record<string, Written>;

/** Type of a document that is written by form. */
export type ComposedType = keyof typeof TYPES;

/** What the schema and its rules say of a document. */
export type Judgement = ReturnType<typeof validateWith>;

/** A type of document: its fields, its tables, and what judges it. */
export interface DocumentRules {
  readonly field: Field;
  readonly layout: Layout;
  /** Member with the persons. */
  readonly persons: Persons;
  /** Judges a document with the values that a clerk does not write. */
  readonly judge: (document: Readonly<Record<string, unknown>>) => Judgement;
}

/** Tells whether documents of a type are written by form. */
export function isComposed(type: unknown): type is ComposedType {
  return typeof type === "string" && Object.hasOwn(TYPES, type);
}

/** Loads the rules of a type. */
export function useDocumentRules(type: ComposedType) {
  return useQuery({
    queryKey: ["rules of documents", type],
    queryFn: async ({ signal }): Promise<DocumentRules> => {
      const { persons, numbered, check: load } = TYPES[type];
      const [published, { check }] = await Promise.all([publishedSchema(type, VERSION, signal), load()]);
      const { schema, id, resolve } = published;
      const compiled = compiledOf(schema, id, resolve, check);
      const field = type === "reverse-lead" ? consentFirst(fieldsOf(published), persons) : fieldsOf(published);
      return {
        field,
        layout: layoutOf(field),
        persons,
        judge: (document) => {
          const now = new Date(platform.now());
          const whole = numbered ? withDefaults(document) : withAnswerDefaults(document, now.toISOString(), persons);
          return validateWith(compiled, whole, dayInChina(now));
        },
      };
    },
    staleTime: Infinity,
  });
}

/** Puts the consent of a person before everything else that is asked: without it nothing else may be written down. */
function consentFirst(field: Field, list: Persons): Field {
  const first = (members: Field["members"]) => members.toSorted((one, other) => asked(one) - asked(other));
  const asked = ({ name }: Field) => (name === "consent" ? 0 : 1);
  return {
    ...field,
    members: field.members.map((member) =>
      member.name !== list || member.items === undefined
        ? member
        : { ...member, items: { ...member.items, members: first(member.items.members) } },
    ),
  };
}
