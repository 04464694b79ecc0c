/** A text of the API description: English, then Chinese. */
export function both(en: string, zh: string): string {
  return `${en}\n\n${zh}`;
}

/** A reference to a schema of the description. */
export function schemaRef(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
