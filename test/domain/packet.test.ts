import fc from "fast-check";
import t from "tap";
import { mayBecome, PACKET_STATES, type PacketState, statesBefore } from "../../src/domain/packet.ts";

/** Protocol section 5, copied by hand: every other pair is forbidden. */
const ALLOWED = new Set([
  "queued>delivered",
  "queued>accepted",
  "queued>rejected",
  "queued>failed",
  "queued>withdrawn",
  "delivered>accepted",
  "delivered>rejected",
  "delivered>withdrawn",
  "failed>queued",
  "failed>delivered",
  "failed>accepted",
  "failed>rejected",
  "failed>withdrawn",
]);

t.test("exactly the protocol's changes of state exist", async (t) => {
  for (const from of PACKET_STATES) {
    for (const to of PACKET_STATES) t.equal(mayBecome(from, to), ALLOWED.has(`${from}>${to}`), `${from} to ${to}`);
  }
});

t.test("a final state never changes to any state", async (t) => {
  const state = fc.constantFrom(...PACKET_STATES);
  fc.assert(
    fc.property(fc.array(state), (asked) => {
      let now: PacketState = "queued";
      let final: PacketState | undefined;
      for (const to of asked) {
        if (mayBecome(now, to)) now = to;
        if (final !== undefined && now !== final) return false;
        if (now === "accepted" || now === "rejected" || now === "withdrawn") final = now;
      }
      return true;
    }),
  );
  t.same(statesBefore("accepted"), ["queued", "delivered", "failed"]);
  t.same(statesBefore("queued"), ["failed"]);
});
