/** What the command line speaks. */
export type Language = "zh" | "en";

/**
 * The language to speak: what was asked for, or what the locale says (POSIX: `LC_ALL` over
 * `LC_MESSAGES` over `LANG`).
 */
export function languageOf(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  if (asked === "zh" || asked === "en") return asked;
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^zh([_.@-]|$)/i.test(locale) ? "zh" : "en";
}
