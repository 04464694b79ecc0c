const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/**
 * Reads the certificates of a PEM file (RFC 7468), each from its first to its last boundary, in the file's order. Anything may
 * stand between them. A block that is not closed, or has a hyphen inside, is none.
 */
export function certificateBlocks(text: string): string[] {
  const [, ...begun] = text.split(BEGIN);
  return begun.flatMap((rest) => {
    const end = rest.indexOf("-");
    return end >= 0 && rest.startsWith(END, end) ? [`${BEGIN}${rest.slice(0, end)}${END}`] : [];
  });
}
