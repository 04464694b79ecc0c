/** Whether a text is meant as a network address, and not as a path. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** Whether it is one. */
export function isHttpUrl(text: string): boolean {
  return isAddress(text) && URL.canParse(text);
}
