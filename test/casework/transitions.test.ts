import t from "tap";
import { advance, judging } from "../../src/casework/advance.ts";
import { cellOf, repliesIn } from "../../src/casework/transitions.ts";
import { ITEM_STATES, type ItemState, REPLIES, type Reply } from "../../src/domain/item.ts";
import { PAID, resultOf, sentItem } from "../support/casework.ts";

/** The table as plain sentences, in another form than the code's: state → reply → next state, with what it needs. */
const OPEN_START: Readonly<Record<Reply, string>> = {
  "10": "accepted",
  "11": "supplement",
  "12": "not-accepted",
  "13": "passed",
  "20": "checking",
  "21": "notice",
  "30": "granted",
  "31": "part",
  "32": "refused",
  "40": "delivered if paid",
  "50": "ended",
  "90": "unknown",
};
const DECISIONS = { "30": "granted if corrects", "31": "part if corrects", "32": "refused if corrects" };
const MODEL: Readonly<Record<ItemState, Readonly<Partial<Record<Reply, string>>>>> = {
  sent: OPEN_START,
  signed: OPEN_START,
  accepted: { ...OPEN_START, "10": "accepted", "12": "not-accepted if unchecked" },
  supplement: {
    "10": "accepted",
    "11": "supplement",
    "12": "not-accepted",
    "13": "passed",
    "20": "checking",
    "30": "granted if emergency",
    "31": "part if emergency",
    "32": "refused if over",
    "40": "delivered if emergency",
    "50": "ended",
    "90": "unknown",
  },
  checking: {
    "11": "supplement",
    "13": "passed",
    "20": "checking",
    "21": "notice",
    "30": "granted",
    "31": "part",
    "32": "refused",
    "40": "delivered if paid",
    "50": "ended",
    "90": "unknown",
  },
  notice: {
    "20": "checking if objection",
    "21": "notice",
    "30": "granted",
    "31": "part",
    "32": "refused",
    "40": "delivered if paid",
    "50": "ended",
  },
  granted: { ...DECISIONS, "30": "granted", "40": "delivered", "50": "ended" },
  part: { ...DECISIONS, "31": "part", "40": "delivered", "50": "ended" },
  delivered: { ...DECISIONS, "40": "delivered", "50": "ended" },
  refused: { ...DECISIONS, "10": "accepted if reopens", "50": "refused" },
  "not-accepted": { ...DECISIONS, "10": "accepted if reopens", "13": "passed", "50": "not-accepted" },
  ended: { ...DECISIONS, "10": "accepted if reopens", "50": "ended" },
  unknown: { ...DECISIONS, "10": "accepted if reopens", "50": "unknown" },
  passed: { "13": "passed" },
};

/** What lets a conditional change through, and what is added to an item for it. */
const MEETS = {
  paid: { result: PAID },
  unchecked: { result: {} },
  emergency: { result: { firstAid: true, carriedOut: true }, item: { need: "N02" } },
  over: { result: { reason: "R08" } },
  objection: { result: { extend: "X1" } },
  corrects: { result: { corrects: "m-0" } },
  reopens: { result: { reopens: true } },
} as const;

t.test("every cell of the table is as the model says, with its condition and without", async (t) => {
  let cells = 0;
  for (const state of ITEM_STATES) {
    for (const reply of REPLIES) {
      const [to, condition] = (MODEL[state][reply] ?? "").split(" if ");
      const item = sentItem({ state });
      const plain = resultOf(reply, 1);
      const judge = judging(() => false);
      const name = `${state} × ${reply}`;
      cells++;
      if (to === "") {
        t.equal(cellOf(state, reply), undefined, name);
        t.equal(
          advance(item, { ...plain, ...PAID, reopens: true, corrects: "m-0" }, judge),
          undefined,
          `${name} never`,
        );
        continue;
      }
      if (condition === undefined) {
        t.equal(advance(item, plain, judge)?.item.state, to, name);
        continue;
      }
      const meets = MEETS[condition as keyof typeof MEETS];
      const met = { ...item, ...("item" in meets ? meets.item : {}) };
      t.equal(advance(met, { ...plain, ...meets.result }, judge)?.item.state, to, `${name} when ${condition}`);
      if (condition === "unchecked") {
        t.equal(advance({ ...item, checked: true }, plain, judge), undefined, `${name} not after a check`);
      } else t.equal(advance(item, plain, judge), undefined, `${name} not without ${condition}`);
    }
  }
  t.equal(cells, 14 * 12);
});

t.test("a state says which replies it allows", async (t) => {
  t.same(repliesIn("passed"), ["13"]);
  t.same(repliesIn("signed"), [...REPLIES]);
});

t.test("40 needs the aid, and a decision or first aid", async (t) => {
  const judge = judging(() => false);
  const state = (over: object) => advance(sentItem(), resultOf("40", 1, over), judge)?.item.state;
  t.equal(state({ carriedOut: true }), undefined);
  t.equal(state({ decided: true }), undefined);
  t.equal(state({ carriedOut: true, firstAid: true }), "delivered");
});

t.test("documents that never came: refused only after the pause", async (t) => {
  const item = sentItem({ state: "supplement" });
  const refusal = resultOf("32", 1, { reason: "R02" });
  t.equal(
    advance(
      item,
      refusal,
      judging(() => false),
    ),
    undefined,
  );
  t.equal(
    advance(
      item,
      refusal,
      judging(() => true),
    )?.item.state,
    "refused",
  );
  t.equal(
    advance(
      item,
      { ...refusal, reason: "R05" },
      judging(() => true),
    ),
    undefined,
  );
});

t.test("emergency aid is paid before the documents are there, and no other need is", async (t) => {
  const firstAid = resultOf("40", 1, { firstAid: true, carriedOut: true });
  const judge = judging(() => false);
  t.equal(advance(sentItem({ state: "supplement", need: "N02" }), firstAid, judge)?.item.state, "delivered");
  t.equal(advance(sentItem({ state: "supplement", need: "N01" }), firstAid, judge), undefined);
});
