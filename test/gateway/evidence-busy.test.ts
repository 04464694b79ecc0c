import t from "tap";
import { createEvidence, type RunningEvidenceOptions } from "../../src/gateway/evidence.ts";

t.test("two pieces of evidence are made at once, 16 wait, and another request is refused for 5 s", async (t) => {
  const asked: PromiseWithResolvers<never>[] = [];
  const heads = () => {
    const one = Promise.withResolvers<never>();
    asked.push(one);
    return one.promise;
  };
  const flow = { settings: { gatewayId: "aid-gateway" }, clock: { now: () => 0 } };
  const { evidence, close } = createEvidence({ log: { heads }, flow } as unknown as RunningEvidenceOptions);
  t.teardown(close);
  const made = Array.from({ length: 18 }, () => evidence("thread").catch((error: unknown) => error));
  const busy = { code: "unavailable", options: { retryAfter: 5, step: "evidence-busy", detail: { zh: /请稍后重试/ } } };
  await t.rejects(evidence("thread"), busy);
  t.equal(asked.length, 2);
  const broken = new Error("broke");
  for (const [n, one] of made.entries()) {
    asked[n]?.reject(broken);
    t.equal(await one, broken, "a failure gives its permit back");
  }
  t.equal(asked.length, 18);
});
