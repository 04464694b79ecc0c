import t from "tap";
import { canonicalize } from "../../src/wire/jcs.ts";
import { directoryChanges } from "../../src/directory/changes.ts";

interface Key {
  readonly kid: string;
  readonly use: string;
  readonly alg: string;
  readonly retired: boolean;
}

const key = (kid: string, retired = false): Key => ({ kid, use: "sig", alg: "ES256", retired });
const party = (id: string, keys: readonly Key[] = [], more: object = {}) => ({ id, kind: "department", keys, ...more });
const document = (...parties: object[]) => canonicalize({ parties });
const about = (change: string, kid: string) => ({ type: "key", change, party: "a", kid, use: "sig" });

t.test("changes: the first directory adds every party and key", async (t) => {
  t.strictSame(directoryChanges(undefined, document(party("a", [key("1"), key("2", true)]))), [
    { type: "directory", change: "party-added", party: "a" },
    about("key-added", "1"),
    about("key-added", "2"),
    about("key-retired", "2"),
  ]);
});

t.test("changes: keys are added, retired, restored and removed", async (t) => {
  const change = (before: Key[], after: Key[]) =>
    directoryChanges(document(party("a", before)), document(party("a", after)));
  t.strictSame(change([key("1")], [key("2"), key("1")]), [about("key-added", "2")]);
  t.strictSame(change([key("1")], [key("1", true)]), [about("key-retired", "1")]);
  t.strictSame(change([key("1", true)], [key("1")]), [about("key-restored", "1")]);
  t.strictSame(change([key("1")], []), [about("key-removed", "1")]);
  t.strictSame(change([key("1")], [key("1")]), []);
});

t.test("changes: a changed party has the names of its members, not their values", async (t) => {
  const before = document(party("a", [], { name: { zh: "甲", en: "A" }, division: "990101", role: "housing" }));
  const after = document(
    party("a", [], { name: { zh: "乙", en: "A" }, division: "990101", office: { zh: "科", en: "O" } }),
  );
  const changes = directoryChanges(before, after);
  t.strictSame(changes, [
    { type: "directory", change: "party-changed", party: "a", members: ["name", "office", "role"] },
  ]);
  t.notOk(JSON.stringify(changes).includes("乙"));
});

t.test("changes: a removed party removes its keys", async (t) => {
  t.strictSame(directoryChanges(document(party("a", [key("1")])), document()), [
    about("key-removed", "1"),
    { type: "directory", change: "party-removed", party: "a" },
  ]);
});

t.test("changes: another order is no change", async (t) => {
  const both = [party("a", [key("1"), key("2")]), party("b")] as const;
  t.strictSame(directoryChanges(document(...both), document(both[1], party("a", [key("2"), key("1")]))), []);
});
