/** Writes a moment as the documents have it, `2026-11-29T14:05:00+08:00`. @param at ms */
export function chinaTime(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
