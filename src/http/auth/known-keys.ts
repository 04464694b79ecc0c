import { TokenRefused } from "./token-refused.ts";

/**
 * Verifies once more what was refused, when another gateway of the database has put keys in force that this one did not know.
 * @throws TokenRefused
 */
export async function withKnownKeys<T>(
  verify: () => Promise<T>,
  { lookAgain }: { readonly lookAgain: () => Promise<boolean> },
): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (!(error instanceof TokenRefused) || !(await lookAgain())) throw error;
    return verify();
  }
}
