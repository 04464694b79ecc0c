import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import t from "tap";
import { publicJwk } from "../../src/crypto/jose/jwk.ts";
import { createJoseSuite } from "../../src/crypto/jose/suite.ts";
import { makeJoseKeys, onlySigner, ringOf } from "./jose-keys.ts";
import { outside } from "../support/referees/outside.ts";
import { like } from "../support/like.ts";

const PYTHON = "/usr/bin/python3";
const TYP = "aid-message+jwt";
const script = fileURLToPath(new URL("../support/referees/jwcrypto_referee.py", import.meta.url));
const present = spawnSync(PYTHON, ["-c", "import jwcrypto"]).status === 0;
const skip = outside(t, present, "the second referee", "python3-jwcrypto");

/** Gives the referee tasks, and returns one answer for each in their order. */
function ask(tasks: readonly object[]): readonly Record<string, unknown>[] {
  const input = tasks.map((task) => `${JSON.stringify(task)}\n`).join("");
  const { status, stdout, stderr } = spawnSync(PYTHON, [script], { input, encoding: "utf8", timeout: 60_000 });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

t.test("jwcrypto, a library in Python", { skip }, async (t) => {
  const suite = createJoseSuite(1 << 20);
  const keys = makeJoseKeys();
  // jwcrypto knows Ed25519 under the name EdDSA only.
  const { ES256, EdDSA, PS256 } = keys.sig;
  const pairs = [ES256, EdDSA, PS256].flatMap((sig) => Object.values(keys.enc).map((enc) => ({ sig, enc })));
  const payload = JSON.stringify({ 救助对象: "张三 \u{1F600}", n: 1.5 });

  await t.test("jwcrypto opens what we seal", async (t) => {
    const envelopes = await Promise.all(
      pairs.map(async ({ sig, enc }) => suite.seal(Buffer.from(payload), TYP, sig, enc)),
    );
    const answers = ask(
      pairs.map(({ sig, enc }, i) => ({
        op: "open",
        envelope: envelopes[i]?.toString(),
        sig: publicJwk(sig.jwk),
        enc: enc.jwk,
      })),
    );
    for (const [i, { sig, enc }] of pairs.entries()) {
      like(
        t,
        answers[i],
        {
          payload,
          outer: { alg: enc.alg, enc: "A256GCM", cty: "JWT", kid: enc.kid },
          inner: { alg: sig.alg, typ: TYP, kid: sig.kid },
        },
        `${sig.alg} ${enc.alg} ${String(enc.jwk["crv"])}`,
      );
    }
  });

  await t.test("we open what jwcrypto seals", async (t) => {
    const answers = ask(
      pairs.map(({ sig, enc }) => ({ op: "seal", payload, typ: TYP, sig: sig.jwk, enc: publicJwk(enc.jwk) })),
    );
    for (const [i, { sig, enc }] of pairs.entries()) {
      const envelope = Buffer.from(String(answers[i]?.["envelope"]));
      const opened = await suite.open(envelope, TYP, ringOf(enc), onlySigner(sig));
      t.equal(opened.payload.toString(), payload, `${sig.alg} ${enc.alg} ${String(enc.jwk["crv"])}`);
    }
  });

  await t.test("jwcrypto gives keys the same kid", async (t) => {
    const all = [...Object.values(keys.sig), ...Object.values(keys.enc)];
    const answers = ask(all.map((key) => ({ op: "thumbprint", key: publicJwk(key.jwk) })));
    t.same(
      answers.map((answer) => answer["kid"]),
      all.map((key) => key.kid),
    );
  });
});
