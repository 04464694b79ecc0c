const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// RFC 9110 section 5.6.7: senders write the first form, recipients read all three.
const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const RFC_850 = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
const ASCTIME = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/**
 * Reads a Retry-After field as milliseconds to wait (RFC 9110 section 10.2.3): seconds or an HTTP-date.
 * A date in the past gives 0, any other text undefined.
 */
export function retryAfterMs(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) {
    return Number(text) * 1_000;
  }
  const date = httpDate(text, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

function httpDate(text: string, now: number): number | undefined {
  const imf = IMF_FIXDATE.exec(text);
  if (imf !== null) {
    return utc(imf[3], imf[2], imf[1], imf[4], imf[5], imf[6]);
  }
  const old = RFC_850.exec(text);
  if (old !== null) {
    // A two-digit year is at most 50 years in the future.
    const century = Math.floor(new Date(now).getUTCFullYear() / 100) * 100;
    const year = century + Number(old[3]);
    return utc(
      String(year > century + 50 + (new Date(now).getUTCFullYear() % 100) ? year - 100 : year),
      old[2],
      old[1],
      old[4],
      old[5],
      old[6],
    );
  }
  const asctime = ASCTIME.exec(text);
  return asctime === null ? undefined : utc(asctime[6], asctime[1], asctime[2], asctime[3], asctime[4], asctime[5]);
}

function utc(...[year, month, day, hour, minute, second]: (string | undefined)[]): number | undefined {
  const index = MONTHS.indexOf(month ?? "");
  return index < 0
    ? undefined
    : Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
}
