import fc from "fast-check";
import t from "tap";
import type { OperatorEndpoint, OperatorPacket } from "../../src/domain/generated/answers.ts";
import { type Actor, explain } from "../../src/domain/explanation.ts";
import { PACKET_STATES } from "../../src/domain/packet.ts";
import { REJECT_REASONS } from "../../src/domain/receipt.ts";
import { WORDS } from "../../src/domain/words/words.ts";
import { holds } from "../support/holds.ts";

const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";
const NOW = Date.parse("2026-11-30T08:00:00Z");

function packet(more: Partial<OperatorPacket>): OperatorPacket {
  return {
    id: ID,
    recipient: "housing",
    state: "queued",
    digest: "sha-256=:AA==:",
    size: 1,
    sealedAt: "2026-11-23T08:00:00.000Z",
    due: { receipt: "2026-12-07T23:59:59+08:00" },
    attempts: 0,
    ...more,
  };
}

const endpoint = (state: OperatorEndpoint["state"], more: Partial<OperatorEndpoint> = {}): OperatorEndpoint => ({
  party: "housing",
  state,
  queued: 1,
  failed: 0,
  pushes: 0,
  taken: 0,
  ...more,
});

const receipt = (reason: (typeof REJECT_REASONS)[number]): Partial<OperatorPacket> => ({
  state: "rejected",
  receipt: {
    outcome: "rejected",
    reason,
    receivedAt: "2026-11-24T08:00:00.000Z",
    log: { origin: "log", leafHash: "AA", stage: "pending" },
  },
});

const CASES: readonly (readonly [
  name: string,
  packet: Partial<OperatorPacket>,
  endpoint: OperatorEndpoint | undefined,
  actor: Actor,
  texts: RegExp,
])[] = [
  ["not pushed yet", {}, endpoint("on"), "nobody", /first push[^]*首次推送/],
  [
    "retried",
    { cause: "http-503", nextAttempt: "2026-11-30T09:00:00Z" },
    endpoint("failing"),
    "recipient",
    /HTTP 503[^]*503/,
  ],
  [
    "wrong address",
    { cause: "endpoint-not-https" },
    endpoint("failing"),
    "operator",
    /directory\.json[^]*directory\.json/,
  ],
  ["endpoint off", {}, endpoint("off", { cause: "http-410" }), "operator", /endpoints --on housing[^]*--on housing/],
  ["pull", {}, endpoint("pull"), "recipient", /inbox[^]*收件箱/],
  ["suspended", {}, endpoint("suspended"), "operator", /suspended[^]*停用/],
  ["left the directory", {}, endpoint("removed"), "operator", /directory[^]*目录/],
  ["window closed", { state: "failed", cause: "window-closed" }, endpoint("failing"), "recipient", /HTTP 502[^]*502/],
  ["refused", { state: "failed", cause: "http-422" }, endpoint("on"), "recipient", /requeue 01a2[^]*requeue 01a2/],
  [
    "failed before causes were stored",
    { state: "failed" },
    endpoint("on"),
    "recipient",
    /window has closed[^]*投递期限已过/,
  ],
  ["failed, now pull", { state: "failed", cause: "http-410" }, endpoint("pull"), "recipient", /fetches[^]*自行取回/],
  [
    "no receipt yet",
    { state: "delivered", deliveredAt: "2026-11-24T08:00:00Z" },
    undefined,
    "recipient",
    /no receipt[^]*尚无回执/,
  ],
  [
    "overdue",
    { state: "delivered", due: { receipt: "2026-11-29T23:59:59+08:00" } },
    undefined,
    "recipient",
    /overdue[^]*逾期/,
  ],
  ["undecryptable", receipt("undecryptable"), endpoint("pull"), "operator", /reseal 01a2[^]*reseal 01a2/],
  ["bad signature", receipt("bad-signature"), undefined, "operator", /gateway's id[^]*网关标识/],
  ["not responsible", receipt("not-responsible"), undefined, "sender", /sender decides[^]*发送方决定/],
  ["erased", { state: "failed", erasedAt: "2026-11-30T07:00:00Z" }, undefined, "sender", /destroyed[^]*销毁/],
  ["signed for", { state: "accepted" }, endpoint("pull"), "nobody", /signed for[^]*签收/],
  ["withdrawn", { state: "withdrawn" }, undefined, "nobody", /withdrew[^]*撤回/],
];
const TIMELINE = [
  { type: "failed", packet: ID, code: "window-closed", time: "2026-11-29T08:00:02Z", actor: "gateway", log: {} },
  { type: "attempt", packet: ID, code: "http-502", time: "2026-11-29T08:00:00Z", actor: "gateway", log: {} },
  { type: "attempt", packet: "another", code: "dns", time: "2026-11-29T08:00:01Z", actor: "gateway", log: {} },
] as never;

const shown = (time: string) => `<${time}>`;

for (const [name, of, at, actor, texts] of CASES) {
  t.test(`explains: ${name}`, async (t) => {
    const told = explain({ packet: packet(of), timeline: TIMELINE, endpoint: at }, NOW, shown);
    t.equal(told.actor, actor);
    t.notMatch(JSON.stringify(told), /[^<]2026-\d\d-\d\dT/, "every time is written as its reader expects it");
    t.match([told.why.en, told.next.en, told.why.zh, told.next.zh].join("\n"), texts);
  });
}

t.test(
  "whatever becomes of a packet, there is a cause, somebody who acts, and a next step in both languages",
  async (t) => {
    const causes = [undefined, "http-599", "nothing-known", ...Object.keys(WORDS.cause)];
    const states = Object.keys(WORDS.endpoint) as OperatorEndpoint["state"][];
    await holds(
      t,
      fc.property(
        fc.constantFrom(...PACKET_STATES),
        fc.constantFrom(...causes),
        fc.constantFrom(undefined, ...states),
        fc.constantFrom(undefined, ...REJECT_REASONS),
        fc.boolean(),
        (state, cause, at, reason, erased) => {
          const of = {
            ...(reason === undefined ? {} : receipt(reason)),
            state,
            ...(cause === undefined ? {} : { cause }),
            ...(erased ? { erasedAt: "2026-11-30T07:00:00Z" } : {}),
          };
          const told = explain(
            { packet: packet(of), timeline: [], endpoint: at === undefined ? undefined : endpoint(at) },
            NOW,
            shown,
          );
          const texts = [told.why.zh, told.why.en, told.next.zh, told.next.en];
          return texts.every((text) => text.trim().length >= 2 && !/undefined|\(\)|（）/.test(text));
        },
      ),
    );
  },
);
