import t from "tap";
import { originOf } from "../../src/domain/origin.ts";

t.test("where the fault lies follows from state, way and codes", async (t) => {
  const failed = (cause: string) => originOf({ state: "failed", way: "push", cause });
  t.same(["http-503", "http-422", "bad-answer"].map(failed), ["recipient", "recipient", "recipient"]);
  t.same(["timeout", "dns", "tls", "connection-closed"].map(failed), ["network", "network", "network", "network"]);
  t.same(["endpoint-not-https", "address-refused", "operator"].map(failed), ["gateway", "gateway", "gateway"]);
  t.equal(failed("window-closed"), undefined, "the attempts tell it");
  t.equal(originOf({ state: "rejected", way: "push", reason: "undecryptable" }), "key");
  t.equal(originOf({ state: "rejected", way: "push", reason: "duplicate" }), "recipient");
  t.equal(originOf({ state: "queued", way: "pull" }), "recipient", "it has to fetch");
  t.equal(originOf({ state: "queued", way: "push" }), undefined);
});
