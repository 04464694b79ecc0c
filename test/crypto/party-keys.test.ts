import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { importPrivateJwkSet, importPublicJwk } from "../../src/crypto/jose/jwk.ts";
import { createPartyKeys } from "../../src/crypto/party-keys.ts";
import { like } from "../support/like.ts";

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

t.test("both sets are made, the private one for its owner only", async (t) => {
  const dir = t.testdir();
  const created = await createPartyKeys(dir, ["procuratorate", "civil-affairs"]);
  t.equal(created.length, 4);
  const secret = join(dir, "dev", "procuratorate.jwks.json");
  const open = join(dir, "parties", "procuratorate.jwks.json");
  t.equal(statSync(secret).mode & 0o777, 0o600);
  t.equal(statSync(join(dir, "dev")).mode & 0o777, 0o700);
  const privates = [...importPrivateJwkSet(read(secret)).values()];
  like(t, privates, [
    { use: "sig", alg: "ES256", jwk: { crv: "P-256" } },
    { use: "enc", alg: "ECDH-ES", jwk: { crv: "P-256" } },
  ]);
  t.same(
    (read(open) as { keys: unknown[] }).keys.map((jwk) => importPublicJwk(jwk).kid),
    privates.map((key) => key.kid),
  );
});

t.test("only missing sets are made", async (t) => {
  const dir = t.testdir();
  await createPartyKeys(dir, ["a", "b"]);
  const secret = join(dir, "dev", "a.jwks.json");
  const open = join(dir, "parties", "a.jwks.json");
  const before = [readFileSync(secret, "utf8"), readFileSync(open, "utf8")];
  t.same(await createPartyKeys(dir, ["a", "b"]), []);
  rmSync(open);
  t.same(await createPartyKeys(dir, ["a", "b"]), [open], "the public half of the private set");
  t.same([readFileSync(secret, "utf8"), readFileSync(open, "utf8")], before);
  rmSync(secret);
  t.same(await createPartyKeys(dir, ["a", "b"]), [], "a party with its own keys elsewhere");
  t.notOk(existsSync(secret));
});

t.test("an id that is no party id does not become a path", async (t) => {
  const dir = t.testdir();
  for (const id of ["../x", "a/b", "..", ".x", "", "a\0b"]) {
    await t.rejects(createPartyKeys(dir, [id]), TypeError, JSON.stringify(id));
  }
  t.same(readdirSync(dir), []);
});
