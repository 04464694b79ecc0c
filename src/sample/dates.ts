const DAY_MS = 86_400_000;

/** Returns the day that lies `days` days before `day`; both `YYYY-MM-DD`. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

/** Returns the RFC 3339 time of a day (`YYYY-MM-DD`) and a time (`HH:MM:SS`) in China. */
export function timeInChina(day: string, time: string): string {
  return `${day}T${time}+08:00`;
}
