import { createJoseSuite } from "./jose/suite.ts";
import type { Suite, Suites } from "./suite.ts";

/** Options of the suites. */
export interface SuiteOptions {
  /** Longest envelope that is opened, bytes. 4 MiB by default: room for a list of 2 MiB, encoded twice. */
  readonly maxEnvelope?: number;
}

/** Makes all suites of this gateway. */
export function createSuites(options: SuiteOptions = {}): Suites {
  const suites: readonly Suite[] = [createJoseSuite(options.maxEnvelope ?? 4 * 1024 * 1024)];
  const byId = new Map(suites.map((suite) => [suite.id, suite]));
  const byMediaType = new Map(suites.map((suite) => [suite.mediaType, suite]));
  return {
    get(id) {
      const suite = byId.get(id);
      if (suite === undefined) throw new RangeError(`no suite ${id}`);
      return suite;
    },
    byMediaType: (mediaType) => byMediaType.get(mediaType),
  };
}
