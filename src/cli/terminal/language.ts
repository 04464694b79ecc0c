/** Languages of the command line. */
export type Language = "zh" | "en";

/**
 * Language of the output: the one asked for, else that of the locale (POSIX: `LC_ALL` over `LC_MESSAGES` over `LANG`).
 */
export function languageOf(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  if (asked === "zh" || asked === "en") return asked;
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^zh([_.@-]|$)/i.test(locale) ? "zh" : "en";
}
