import t from "tap";
import { withKnownKeys } from "../../src/http/auth/known-keys.ts";
import { TokenRefused, type TokenRefusedReason } from "../../src/http/auth/token-refused.ts";

/** Reasons after which another gateway's keys are looked for, of these. */
async function lookedFor(reasons: readonly TokenRefusedReason[]): Promise<TokenRefusedReason[]> {
  const looked: TokenRefusedReason[] = [];
  for (const reason of reasons) {
    const refuse = async () => {
      throw new TokenRefused(reason);
    };
    const lookAgain = async () => {
      looked.push(reason);
      return false;
    };
    const error: unknown = await withKnownKeys(refuse, { lookAgain }).catch((thrown: unknown) => thrown);
    if (!(error instanceof TokenRefused) || error.reason !== reason) throw new Error(reason, { cause: error });
  }
  return looked;
}

t.test("known keys: what no other key or directory can mend costs no look at files", async (t) => {
  t.same(
    await lookedFor(["malformed", "header", "algorithm", "claims", "audience", "expired", "lifetime", "replayed"]),
    [],
  );
  const mendable = ["signature", "unknown-party", "suspended", "unknown-key", "retired-key"] as const;
  t.same(await lookedFor(mendable), mendable);
});

t.test("known keys: a token is verified once more when other keys hold now", async (t) => {
  let known = false;
  const verify = async () => {
    if (!known) throw new TokenRefused("unknown-key");
    return "caller";
  };
  t.equal(await withKnownKeys(verify, { lookAgain: async () => (known = true) }), "caller");
});
