import fc from "fast-check";
import t from "tap";
import { generateJwk, importPublicJwk, publicJwk } from "../../src/crypto/jose/jwk.ts";
import { type PartyKeySet, withConfirmedKeys } from "../../src/directory/confirmed-keys.ts";
import { holds } from "../support/holds.ts";

const key = (use: "sig" | "enc") => importPublicJwk(publicJwk(generateJwk(use)));
const KEYS = Array.from({ length: 5 }, () => ({ sig: key("sig"), enc: key("enc") }));
const pair = (n: number) => KEYS[n] ?? { sig: key("sig"), enc: key("enc") };
const change = (n: number, uses: readonly ("sig" | "enc")[] = ["sig", "enc"]) => ({
  party: "p",
  keys: uses.map((use) => ({ kid: pair(n)[use].kid, use, alg: pair(n)[use].alg, jwk: pair(n)[use].jwk })),
});
const fileOf = (...of: number[]): PartyKeySet => ({
  all: new Map(of.flatMap((n) => [pair(n).sig, pair(n).enc]).map((one) => [one.kid, one])),
  retired: new Set(),
});
/** Present keys of a set by the number of their pair. */
const presentIn = (set: PartyKeySet, use: "sig" | "enc") =>
  KEYS.flatMap((one, n) => (set.all.has(one[use].kid) && !set.retired.has(one[use].kid) ? [n] : []));

t.test("confirmed keys come first, and retire the former ones of their use", async (t) => {
  const set = withConfirmedKeys(fileOf(0), [change(1)], () => false);
  t.same([...set.all.keys()], [pair(1).sig.kid, pair(1).enc.kid, pair(0).sig.kid, pair(0).enc.kid]);
  t.same([...set.retired], [pair(0).sig.kid, pair(0).enc.kid]);
  const signing = withConfirmedKeys(fileOf(0), [change(1, ["sig"])], () => false);
  t.same(presentIn(signing, "enc"), [0], "a change of the signing key leaves the other one alone");
});

t.test("the file has the last word about a change that it names, and about all before", async (t) => {
  const changes = [change(1), change(2), change(3)];
  const named = (kid: string) => kid === pair(2).enc.kid;
  const set = withConfirmedKeys(fileOf(2), changes, named);
  t.same(presentIn(set, "sig"), [3]);
  t.notOk(set.all.has(pair(1).sig.kid), "what came before does not come back");
  t.same(
    withConfirmedKeys(fileOf(0), changes, (kid) => kid === pair(3).sig.kid),
    fileOf(0),
  );
});

t.test("whatever was confirmed and whatever the file names, exactly one change signs at the end", async (t) => {
  await holds(
    t,
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 4 })), fc.integer({ min: 0, max: 4 }), (order, inFile) => {
      const file = fileOf(inFile);
      const set = withConfirmedKeys(
        file,
        order.map((n) => change(n)),
        (kid) => file.all.has(kid),
      );
      const after = order.slice(order.indexOf(inFile) + 1);
      const last = after.at(-1) ?? inFile;
      return presentIn(set, "sig").join() === String(last) && presentIn(set, "enc").join() === String(last);
    }),
  );
});
