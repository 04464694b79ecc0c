import t from "tap";
import type { SuiteId } from "../../src/crypto/suite.ts";
import { createSuites } from "../../src/crypto/suites.ts";

t.test("a suite is found by its id and by the media type of its envelopes", async (t) => {
  const suites = createSuites();
  t.equal(suites.get("jose"), suites.byMediaType("application/jose"));
  t.equal(suites.get("jose").id, "jose");
  for (const other of ["", "application/json", "application/jwt", "application/JOSE"]) {
    t.equal(suites.byMediaType(other), undefined, other);
  }
  for (const id of ["toString", "none"]) t.throws(() => suites.get(id as SuiteId), RangeError);
});
