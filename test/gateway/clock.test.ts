import t from "tap";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { untilMetric } from "../support/gateway/metrics.ts";

const DAYS = 400 * 86_400_000;

t.test("a gateway whose machine's clock is 400 days ahead works by the database's and closes no window", async (t) => {
  // Nobody listens there, so every push is tried again.
  const home = await gatewayHome(t, { endpoints: { "civil-affairs": "http://127.0.0.1:1/inbox" } });
  const right = await start(t, home);
  const sender = await senderOf(home);
  const list = await exampleList();
  const { answer } = await sender.push(await sender.seal(list as never, { type: "aid-subject-list", jti: "waits" }));
  t.ok(right.flow.clock.sound(), "the sender's assertion vouched for the time");
  await right.stop();

  const ahead = await start(t, home, { systemClock: () => Date.now() + DAYS });
  t.same(await (await fetch(`${home.url}/readyz`)).json(), { status: "ready", degraded: ["clock"] });
  await untilMetric(home.url, /^aidx_clock_sound 0$/m);
  await untilMetric(home.url, /^aidx_clock_difference_seconds 34560\d\d\d(\.\d+)?$/m);
  const later = await senderOf(home);
  const more = await later.push(
    await later.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "too" }),
  );
  t.ok(more.answer.id, "parties whose clocks are right are let in");
  t.notOk(ahead.flow.clock.sound());
  t.ok(Math.abs(ahead.flow.clock.now() - Date.now()) < 60_000);
  const packets = [...(await ahead.flow.store.packetsOfMessage(answer.id))];
  t.not(packets.length, 0);
  t.same(
    packets.filter(({ state }) => state === "failed"),
    [],
  );
});

t.test("a clock that is right is not named", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  t.same(await (await fetch(`${home.url}/readyz`)).json(), { status: "ready" });
});
