const DAY_MS = 86_400_000;

/** A day some days before another, `YYYY-MM-DD`. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

/** A time of a day in China, RFC 3339. */
export function timeInChina(day: string, time: string): string {
  return `${day}T${time}+08:00`;
}
