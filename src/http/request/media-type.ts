/** Form of a media type: type and subtype of token characters (RFC 9110 section 5.6.2). */
const ESSENCE = /^[!#$%&'*+\-.^_`|~0-9a-z]+\/[!#$%&'*+\-.^_`|~0-9a-z]+$/;

/** Type and subtype of a Content-Type field in lower case, without its parameters; undefined when it names none. */
export function mediaTypeOf(field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  const semicolon = field.indexOf(";");
  const essence = (semicolon === -1 ? field : field.slice(0, semicolon)).trim().toLowerCase();
  return ESSENCE.test(essence) ? essence : undefined;
}
