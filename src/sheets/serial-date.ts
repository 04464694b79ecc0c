/** Serial numbers by which spreadsheets count days (ECMA-376 part 1, 18.17.4.1). */

const DAY_MS = 86_400_000;
/** Days from 1899-12-30 to 1904-01-01. */
const EPOCH_1904 = 1_462;
/** Serial numbers below 61 count a 29 February 1900, which did not exist; no date of a case lies there. */
const FIRST = 61;
/** 2200-12-31. */
const LAST = 109_939;

/** Day of a serial number, `YYYY-MM-DD`; undefined for what is none from March 1900 to 2200. */
export function dayOfSerial(serial: number, epoch1904: boolean): string | undefined {
  return Number.isInteger(serial) ? instantOf(serial, epoch1904)?.slice(0, 10) : undefined;
}

/** Time of a serial number to the second, `YYYY-MM-DDThh:mm:ss`; undefined for what is none. */
export function timeOfSerial(serial: number, epoch1904: boolean): string | undefined {
  return instantOf(serial, epoch1904)?.slice(0, 19);
}

function instantOf(serial: number, epoch1904: boolean): string | undefined {
  const days = epoch1904 ? serial + EPOCH_1904 : serial;
  if (!(days >= FIRST && days < LAST + 1)) return undefined;
  return new Date(Date.UTC(1899, 11, 30) + Math.round((days * DAY_MS) / 1000) * 1000).toISOString();
}
