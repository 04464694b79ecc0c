/** Tells whether a text is meant as a network address, not as a path. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** Tells whether a text is a valid http or https URL. */
export function isHttpUrl(text: string): boolean {
  return isAddress(text) && URL.canParse(text);
}
