import type { Test } from "tap";

/**
 * What a test needs that npm does not bring: a referee in another language, a browser. Without it the test is
 * skipped, loudly; in CI that is a failure, for a referee that stays away for ever would be missed by nobody.
 *
 * @param packages Debian's names of what would bring it, or the whole command
 * @returns `skip` of the test
 */
export function outside(t: Pick<Test, "fail">, present: boolean, what: string, packages: string): false | string {
  if (present) return false;
  const command = packages.startsWith("npm ") ? packages : `apt-get install ${packages}`;
  const missing = `${what} DID NOT RUN (${command})`;
  console.error(`\n!!! ${missing}\n`);
  if (process.env.CI === "true") t.fail(`in CI it must run: ${missing}`);
  return missing;
}
