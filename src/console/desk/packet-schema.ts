import { useQuery } from "@tanstack/react-query";
import { type Field, fieldOf } from "../../schema/field.ts";
import { type Group, groupOf, isGroup, textOf } from "../../schema/reading.ts";
import { resolver } from "../../schema/resolver.ts";
import { jsonOf } from "../../sdk/http-answer.ts";
import { UntrustedError } from "../../sdk/problem-error.ts";
import { askPublic } from "../app/public-api.ts";

/** Fields of a type of document, with their titles and codes in words, as the gateway publishes them. */
export function useDocumentField(type: string | undefined, version: string) {
  return useQuery({
    queryKey: ["schema", type, version],
    enabled: type !== undefined,
    queryFn: async ({ signal }) => fieldsOf(await publishedSchema(type ?? "", version, signal)),
    staleTime: Infinity,
  });
}

/** A schema as the gateway publishes it. */
interface PublishedSchema {
  readonly schema: Group;
  readonly id: string;
  readonly resolve: ReturnType<typeof resolver>;
}

/** Reads the fields of a published schema. */
export function fieldsOf({ schema, id, resolve }: PublishedSchema): Field {
  return fieldOf(schema, id, resolve);
}

/** Reads a published schema, which has those that it refers to in its `$defs`. */
export async function publishedSchema(type: string, version: string, signal?: AbortSignal): Promise<PublishedSchema> {
  const path = `/schemas/${encodeURIComponent(type)}/${encodeURIComponent(version)}.schema.json`;
  const schema = jsonOf(await askPublic(path, signal));
  const id = isGroup(schema) ? textOf(schema, "$id") : undefined;
  if (!isGroup(schema) || id === undefined) throw new UntrustedError("answer", "this is not a schema");
  const inside = Object.values(groupOf(schema, "$defs") ?? {}).filter(isGroup);
  const documents = new Map<string, Group>([[id, schema]]);
  for (const document of inside) {
    const own = textOf(document, "$id");
    if (own !== undefined) documents.set(own, document);
  }
  return { schema, id, resolve: resolver(documents) };
}
