/**
 * Tells whether digits pass the Luhn check of bank cards (GB/T 14916, ISO/IEC 7812-1). Passbook accounts
 * need not pass it, so a failure is a warning and no error.
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
