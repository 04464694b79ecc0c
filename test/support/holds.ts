import fc from "fast-check";
import type { Test } from "tap";

/**
 * Asserts that a property holds for everything that fast-check makes. It counts as an assertion of the test, so that a
 * test with nothing but a property has one.
 *
 * @throws with the counterexample, shrunk
 */
export async function holds<Given>(
  t: Pick<Test, "pass">,
  property: fc.IRawProperty<Given>,
  parameters: fc.Parameters<Given> = {},
): Promise<void> {
  await fc.assert(property as fc.IAsyncProperty<Given>, parameters);
  t.pass("the property holds");
}
