/** First two digits of GB/T 2260 codes: the provinces. */
const PROVINCE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|99)/;

/**
 * Tells whether a text is a division code: 6 digits (GB/T 2260), 9 with the township or 12 with the village
 * (statistical divisions). Only the form and the province are judged: counties are revoked and founded
 * every year. `99` is kept for synthetic offices.
 */
export function isDivisionCode(text: string): boolean {
  if (!/^(\d{6}|\d{9}|\d{12})$/.test(text) || !PROVINCE.test(text)) return false;
  // A level needs the one above it: no county without a city, no village without a township.
  if (text.slice(2, 4) === "00" && text.slice(4, 6) !== "00") return false;
  return !(text.slice(6, 9) === "000" && Number(text.slice(9)) > 0);
}
