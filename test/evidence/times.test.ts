/** Clocks of honest gateways, recipients and witnesses are not a fault. A fault is reported with its reason. */
import t from "tap";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { quorumAt } from "../../src/evidence/verify/attested.ts";
import { CLOCK_BOUND, TimeOrder } from "../../src/evidence/verify/time-order.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { packetEntry } from "../../src/exchange/entries.ts";
import { EvidenceThread, GATEWAY } from "../support/evidence/evidence-thread.ts";
import { onePacket, told } from "../support/forgeries/forgery.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Result of the step for evidence of a thread that was recorded in this way. */
async function times(tell: (thread: EvidenceThread) => Promise<void>) {
  const { file, trust } = await told(tell);
  const { ok, steps } = await verifyEvidence(file, { trust, sha256 });
  const step = steps.find(({ id }) => id === "times");
  return { ok, status: step?.status, reasons: step?.reasons ?? [] };
}

t.test("times: clocks of one gateway may be four minutes apart", async (t) => {
  const { ok, status } = await times(async (thread) => {
    const packet = await onePacket(thread);
    // In turns: a later entry is dated earlier, again and again.
    for (let n = 0; n < 6; n++) {
      thread.at += n % 2 === 0 ? -4 * MINUTE : 4 * MINUTE;
      const more = { attempt: n + 1, outcome: "retry", code: "http-503", milliseconds: 30_000 };
      thread.add(packetEntry("attempt", thread.at, GATEWAY, packet, more));
    }
    thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "push" }));
    await thread.receipt(packet, "accepted");
  });
  t.same([ok, status], [true, "passed"]);
});

t.test("times: a receipt may arrive by disc months after it was signed", async (t) => {
  const { ok, status } = await times(async (thread) => {
    const packet = await onePacket(thread);
    const signed = Math.floor((thread.at + DAY) / 1000);
    thread.at += 90 * DAY;
    thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
    await thread.receipt(packet, "accepted", undefined, signed);
  });
  t.same([ok, status], [true, "passed"]);
});

t.test("times: a recipient's clock may differ by as much as a gateway can be configured for", async (t) => {
  for (const apart of [-CLOCK_BOUND, CLOCK_BOUND]) {
    const { ok, status } = await times(async (thread) => {
      thread.at += 999;
      const sealedAt = thread.at;
      const packet = await onePacket(thread);
      thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
      // Claims count whole seconds.
      const signed = Math.floor(((apart < 0 ? sealedAt : thread.at) + apart) / 1000);
      await thread.receipt(packet, "accepted", undefined, signed);
    });
    t.same([ok, status], [true, "passed"], String(apart));
  }
});

t.test("times: a log may go on after standing still for days", async (t) => {
  const { ok } = await times(async (thread) => {
    const packet = await onePacket(thread);
    thread.at += 10 * DAY;
    thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
    await thread.receipt(packet, "accepted");
  });
  t.ok(ok);
});

t.test(
  "a clock that was set back fails the thread that was under way, once, and says between which entries",
  async (t) => {
    let [before, after] = [0, 0];
    const { ok, reasons } = await times(async (thread) => {
      const packet = await onePacket(thread);
      before = thread.log.all.length - 1;
      thread.at -= 60 * MINUTE;
      after = thread.log.all.length;
      thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "push" }));
      thread.at += MINUTE;
      thread.add(packetEntry("fetched", thread.at, "housing", packet));
    });
    t.notOk(ok);
    const setBack = reasons.filter(({ en }) => en.includes("which comes before it"));
    like(t, setBack, [{ en: /^entry \d+ is dated 60 min before entry \d+, which comes before it: .* set back$/ }]);
    t.match(setBack[0]?.zh, /^条目 \d+ 的时间比排在其前的条目 \d+早 60 分钟：时间被倒填，或网关时钟曾被回拨$/);
    t.same(setBack[0]?.en.match(/\d+/g)?.map(Number), [after, 60, before]);
    const { ok: later } = await times(async (thread) => {
      // The same clock, and a thread that began when it was right again.
      thread.at += 2 * DAY;
      await thread.tell();
    });
    t.ok(later);
  },
);

t.test("times: breaks of the order", (t) => {
  const order = new TimeOrder();
  t.equal(order.next(3, 1_000_000), undefined);
  t.equal(order.next(4, 1_000_000 - CLOCK_BOUND), undefined, "on the bound");
  t.same(
    order.next(5, 1_000_000 - CLOCK_BOUND - 1),
    { index: 5, before: 3, by: CLOCK_BOUND + 1 },
    "small steps add up",
  );
  t.equal(order.next(6, 1_000_000 - CLOCK_BOUND - 1), undefined, "told once");
  t.end();
});

t.test("times: one slow clock among the witnesses does not date the checkpoint", (t) => {
  const trust = new EvidenceThread().trust();
  const cosigned = [1, 50, 60].map((at) => ({ witness: `w${at}`, at }));
  const attested = { signed: { fault: { zh: "", en: "" } }, stamp: undefined, cosigned: { value: cosigned } };
  t.equal(quorumAt(attested, { ...trust, quorum: 2 }), 50);
  t.equal(quorumAt(attested, { ...trust, quorum: 3 }), 60);
  t.equal(quorumAt(attested, { ...trust, quorum: 4 }), undefined);
  t.equal(quorumAt(attested, { ...trust, quorum: 0 }), undefined);
  t.end();
});

t.test("times: a cosignature with an impossible time does not count", async (t) => {
  const thread = new EvidenceThread();
  thread.register();
  await thread.tellShortly();
  thread.log.cosignedAt = 2 ** 62;
  await thread.log.publish();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const { ok, steps } = await verifyEvidence(bytes, { trust: thread.trust(), sha256 });
  t.notOk(ok);
  t.same(
    steps.filter(({ status }) => status === "failed").map(({ id }) => id),
    ["witnesses"],
  );
});
