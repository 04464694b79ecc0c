/** The rules of the documents that are composed here, run in this page: those by which the gateway judges them. */
import { useQuery } from "@tanstack/react-query";
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { Field } from "../../schema/field.ts";
import { type Check, compiledOf, validateWith } from "../../schema/validate.ts";
import { platform } from "../../sdk/environment.ts";
import { type Layout, layoutOf } from "../../sheets/layout.ts";
import { withDefaults } from "../../sheets/defaults.ts";
import { fieldsOf, publishedSchema } from "../desk/packet-schema.ts";

/** Version of the schemas of these documents. */
export const VERSION = "1";

const CHECKS = {
  "aid-subject-list": () => import("virtual:check/aid-subject-list/1"),
  supplement: () => import("virtual:check/supplement/1"),
  correction: () => import("virtual:check/correction/1"),
} satisfies Record<string, () => Promise<{ readonly check: Check }>>;

/** Type of a document that is composed here. */
export type ComposedType = keyof typeof CHECKS;

/** What the schema and its rules say of a document. */
export type Judgement = ReturnType<typeof validateWith>;

/** A type of document: its fields, its tables, and what judges it. */
export interface DocumentRules {
  readonly field: Field;
  readonly layout: Layout;
  /** Judges a document with the values that a clerk does not write. */
  readonly judge: (document: Readonly<Record<string, unknown>>) => Judgement;
}

/** Tells whether documents of a type are composed here. */
export function isComposed(type: unknown): type is ComposedType {
  return typeof type === "string" && Object.hasOwn(CHECKS, type);
}

/** Loads the rules of a type. */
export function useDocumentRules(type: ComposedType) {
  return useQuery({
    queryKey: ["rules of documents", type],
    queryFn: async ({ signal }): Promise<DocumentRules> => {
      const [published, { check }] = await Promise.all([publishedSchema(type, VERSION, signal), CHECKS[type]()]);
      const { schema, id, resolve } = published;
      const compiled = compiledOf(schema, id, resolve, check);
      const field = fieldsOf(published);
      return {
        field,
        layout: layoutOf(field),
        judge: (document) => validateWith(compiled, withDefaults(document), dayInChina(new Date(platform.now()))),
      };
    },
    staleTime: Infinity,
  });
}
