/** Alphabet of GB 32100-2015: 0-9 and the letters without I, O, S, V, Z; a character's value is its index. */
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/** Weights of GB 32100-2015 section 4: W(i) = 3^(i-1) mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** Weights of the eight characters of an organisation code (GB 11714-1997). */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
/** Form of a code: registering department and class, six digits of division, organisation code. */
const SHAPE = /^[159YN][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** Tells whether a text has the form of a unified social credit code; check characters are not compared. */
export function looksLikeUscc(text: string): boolean {
  return SHAPE.test(text);
}

/** Computes the check character of a unified social credit code (GB 32100-2015) from the 17 characters before it. */
export function usccCheckCharacter(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += ALPHABET.indexOf(first17.charAt(i)) * (WEIGHTS[i] ?? 0);
  // The outer mod 31 matters: a sum divisible by 31 gives "0", not a 31st character.
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** Computes the check character of an organisation code (GB 11714-1997) from the eight characters before it. */
export function organisationCheckCharacter(first8: string): string {
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += Number.parseInt(first8.charAt(i), 36) * (ORGANISATION_WEIGHTS[i] ?? 0);
  const check = 11 - (sum % 11);
  return check === 10 ? "X" : check === 11 ? "0" : String(check);
}

/** Tells whether a text is a unified social credit code: alphabet, its check and that of the organisation code inside. */
export function isUscc(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  if (usccCheckCharacter(text.slice(0, 17)) !== text[17]) return false;
  return organisationCheckCharacter(text.slice(8, 16)) === text[16];
}
