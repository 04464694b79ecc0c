import fc from "fast-check";
import t from "tap";
import { isKnownType, packetStory, type PlacedEntry } from "../../src/evidence/packet-story.ts";
import { keyInForce } from "../../src/evidence/verify/key-register.ts";
import { type AuditEntry, ENTRY_TYPES } from "../../src/domain/audit-entry.ts";
import { mayBecome, type PacketState } from "../../src/domain/packet.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

type Told = Partial<AuditEntry> & { readonly type: AuditEntry["type"] };

function place(entries: readonly Told[]): PlacedEntry[] {
  return entries.map((entry, index) => ({
    index,
    entry: { v: 1, time: new Date(1_795_000_000_000 + index).toISOString(), actor: "someone", ...entry },
  }));
}

/** Entries that record a change of state, from the state before. */
const CHANGES: Readonly<Record<PacketState, (from: PacketState) => Told>> = {
  queued: () => ({ type: "requeued" }),
  delivered: () => ({ type: "delivered", via: "push" }),
  accepted: () => ({ type: "receipt", outcome: "accepted" }),
  rejected: () => ({ type: "receipt", outcome: "rejected", reason: "undecryptable" }),
  failed: () => ({ type: "failed" }),
  withdrawn: (was) => ({ type: "withdrawn", was }),
};
const STATES = Object.keys(CHANGES) as PacketState[];

t.test("story: exactly the changes of the state machine are legal", async (t) => {
  await holds(
    t,
    fc.property(fc.array(fc.constantFrom(...STATES), { maxLength: 8 }), (walk) => {
      let state: PacketState = "queued";
      const entries: Told[] = [{ type: "sealed" }];
      const illegal: number[] = [];
      for (const next of walk) {
        entries.push(CHANGES[next](state));
        // The one legal repetition: an arrival that two sides recorded.
        const legal = mayBecome(state, next) || (state === "delivered" && next === "delivered");
        if (legal) state = next;
        else illegal.push(entries.length - 1);
      }
      const story = packetStory(place(entries));
      return story.state === state && JSON.stringify(story.faults) === JSON.stringify(illegal);
    }),
  );
});

t.test("story: entries that may come in between, and entries that may not", async (t) => {
  const faults = (...entries: Told[]) => packetStory(place(entries)).faults;
  t.same(faults({ type: "delivered" }), [0], "nothing happens before the sealing");
  t.same(faults({ type: "sealed" }, { type: "sealed" }), [1]);
  t.same(faults({ type: "sealed" }, { type: "receipt", outcome: "perhaps" }), [1]);
  t.same(faults({ type: "sealed" }, { type: "withdrawn", was: "delivered" }), [1], "it was not delivered");
  t.same(faults({ type: "fetched" }), [0]);
  const failed: Told[] = [{ type: "sealed" }, { type: "failed" }];
  t.same(faults(...failed, { type: "fetched" }, { type: "receipt", outcome: "accepted" }), [], "fetched all the same");
  t.same(faults(...failed, { type: "delivered", via: "receipt" }, { type: "receipt", outcome: "accepted" }), []);
  t.same(faults(...failed, { type: "fetched" }, { type: "requeued" }), [3], "it was delivered");
  t.same(
    faults({ type: "sealed" }, { type: "receipt", outcome: "rejected", reason: "other" }, { type: "resealed" }),
    [2],
  );
  const late: Told[] = [{ type: "attempt" }, { type: "conflict" }, { type: "refused" }, { type: "fetched" }];
  t.same(faults({ type: "sealed" }, { type: "receipt", outcome: "accepted" }, ...late), []);
  t.same(
    faults({ type: "sealed" }, { type: "vanished" as AuditEntry["type"] }, { type: "failed" }),
    [],
    "changes nothing",
  );
  t.same(faults({ type: "vanished" as AuditEntry["type"] }), [0]);
  t.notOk(isKnownType("vanished"));
  t.same(
    ENTRY_TYPES.filter((type) => !isKnownType(type)),
    [],
    "every type of this version",
  );
  const story = packetStory(
    place([
      { type: "sealed" },
      { type: "attempt" },
      { type: "attempt" },
      { type: "fetched" },
      { type: "delivered", via: "receipt" },
    ]),
  );
  like(t, story, { attempts: 2, via: "fetch", state: "delivered", faults: [] });
  t.equal(story.deliveredAt, new Date(1_795_000_000_003).toISOString(), "the first arrival");
});

t.test("key register: a key is in force from its registration until well after its retirement", async (t) => {
  const key = (index: number, change: string, minutes: number, more: object = {}) => ({
    index,
    entry: {
      v: 1 as const,
      type: "key" as const,
      time: new Date(minutes * 60_000).toISOString(),
      actor: "gateway",
      party: "housing",
      kid: "k",
      use: "sig",
      change,
      ...more,
    },
  });
  const life = [
    key(3, "key-added", 0),
    key(10, "key-retired", 100),
    key(20, "key-restored", 300),
    key(30, "key-removed", 400),
  ];
  const at = (index: number, minutes: number, of = life, party = "housing") =>
    keyInForce(of, "gateway", party, "k", { index, time: new Date(minutes * 60_000).toISOString() });
  t.notOk(at(2, 0), "before");
  t.notOk(at(3, 0), "at");
  t.ok(at(4, 1));
  t.ok(at(11, 115), "another process still had it");
  t.notOk(at(12, 116));
  t.ok(at(21, 301));
  t.notOk(at(31, 416));
  t.notOk(at(4, 1, life, "education"), "another party's");
  t.notOk(at(4, 1, [key(3, "key-added", 0, { actor: "housing" })]), "only the gateway registers");
  t.notOk(at(4, 1, [key(3, "key-added", 0, { use: "enc" })]), "a key to decrypt signs nothing");
});
