/** What is checked of inquiries, answers and their withdrawals, to the last number: without a gateway. */
import t from "tap";
import type { Arrival, CaseworkDeps } from "../../../src/casework/arrival.ts";
import { takeAnswer } from "../../../src/casework/inquiry/take-answer.ts";
import { takeInquiry } from "../../../src/casework/inquiry/take-inquiry.ts";
import { createInquiryViews } from "../../../src/casework/inquiry/inquiries.ts";
import { withdrawInquiry } from "../../../src/casework/inquiry/take-withdrawal.ts";
import type { InquiryState } from "../../../src/domain/inquiry.ts";
import { Refusal } from "../../../src/domain/refusal.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { like } from "../../support/like.ts";

const DAY_MS = 86_400_000;
const AT = Date.parse("2026-10-12T10:00:00+08:00");
const RULE = { values: ["Q02"], authorised: ["Q08"], perDay: 200, often: { times: 3, days: 30 } };

interface Before {
  /** Subjects asked about today. */
  readonly today?: number;
  /** Inquiries about each person in the last days. */
  readonly about?: number;
}

/** Takes an inquiry at civil affairs; gives what is kept, the names by which persons were counted, and the asked period. */
async function ask(body: object, { today = 0, about = 0 }: Before = {}, cut: object = body) {
  const names: string[] = [];
  let since = 0;
  const deps = {
    inquiries: RULE,
    keys: { subject: (_thread: string, personId: string) => Buffer.from(personId) },
    personKey(name: string) {
      names.push(name);
      return Buffer.from(name);
    },
    dateAt: () => "2026-10-12",
    rules: () => "rules",
    inquiryRows: {
      async soFar(_asker: string, [party = ""]: string[], _day: string, persons: Buffer[], from: number) {
        since = from;
        return {
          today: new Map([[party, { turns: 1, subjects: today }]]),
          about: new Map(persons.map((person) => [person.toString("hex"), about])),
        };
      },
    },
  };
  const shares = [{ recipient: "civil-affairs", duties: [], cut }];
  const arrival = { id: "i", thread: "i", sender: "procuratorate", at: AT, body, shares };
  const taken = await takeInquiry(deps as unknown as CaseworkDeps, arrival as unknown as Arrival);
  return { ...taken, names, since };
}

const person = { personId: "P-1", identity: { idType: "01", idNumber: "320723198806140007" } };
const body = (more: object = {}) => ({ purpose: "U1", questions: [{ code: "Q01" }], subjects: [person], ...more });

/** Codes of a refusal. */
async function codes(taking: Promise<unknown>): Promise<string> {
  const refused = await taking.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof Refusal)) return "taken";
  return [refused.code, ...(refused.options.errors ?? []).map(({ code }) => code)].join(" ");
}

t.test(
  "an inquiry: the two hundredth subject of a day, the third inquiry about a person, the last of 30 days",
  async (t) => {
    t.equal(await codes(ask(body(), { today: 199 })), "taken");
    t.equal(await codes(ask(body(), { today: 200 })), "inquiry-too-many");
    const often = async (about: number) => (await ask(body(), { about })).warnings.map(({ code }) => code);
    t.same(await often(2), []);
    t.same(await often(3), ["inquiry-often"]);
    const { since, names, inquiry } = await ask(body());
    t.equal(AT - since, 30 * DAY_MS);
    t.match(names[0], /320723198806140007/, "by the document, whatever number the asker gives the person");
    const { names: own } = await ask(body({ subjects: [{ personId: "P-1" }] }));
    t.same(own, [JSON.stringify(["procuratorate", "P-1"])], "without one by the asker's number");
    like(t, inquiry?.asked, [{ party: "civil-affairs", turn: 2, subjects: 1, often: 0 }]);
  },
);

t.test("an inquiry: each question has somebody who answers it, and consent is shown", async (t) => {
  const two = body({ questions: [{ code: "Q01" }, { code: "Q06" }] });
  t.equal(await codes(ask(two, {}, body())), "invalid-document question-without-recipient");
  const consent = { header: { legalBasis: "consent" } };
  t.equal(await codes(ask(body(consent))), "inquiry-authorisation inquiry-authorisation");
  t.equal(await codes(ask(body({ ...consent, authorisation: { kind: "1" } }))), "taken");
  t.equal(await codes(ask(body({ questions: [{ code: "Q08" }] }))), "inquiry-authorisation inquiry-authorisation");
});

/** Takes an answer to an inquiry about two questions. */
async function answer(results: readonly string[], isNumber = true) {
  const deps = {
    documentKey: () => Buffer.alloc(1),
    keys: { subject: (_thread: string, personId: string) => Buffer.from(personId) },
    inquiryRows: {
      at: async () => ({
        inquiry: {
          questions: [
            { code: "Q01", mode: "compare" },
            { code: "Q02", mode: "value" },
          ],
        },
        subjects: new Set([Buffer.from("P-1").toString("hex")]),
        isNumber,
      }),
    },
  };
  const answers = results.map((result, n) => ({ personId: "P-1", question: `Q0${n + 1}`, field: "held", result }));
  const arrival = { thread: "i", sender: "civil-affairs", opener: "procuratorate", body: { answers } };
  return takeAnswer(deps as unknown as CaseworkDeps, arrival as unknown as Arrival);
}

t.test("an answer names its inquiry; it is a refusal when every part of it is", async (t) => {
  t.equal(await codes(answer(["match", "match"], false)), "invalid-document answers-no-inquiry");
  const state = async (...results: string[]) => (await answer(results)).inquiry?.settled[0]?.state;
  t.equal(await state("match", "refused"), "answered");
  t.equal(await state("refused", "refused"), "refused");
});

t.test("a withdrawal that names persons, or something else, leaves the inquiry to be answered", async (t) => {
  const shares = [{ recipient: "civil-affairs", duties: [] }];
  const back = (body: object, withdrawn: readonly string[]) =>
    withdrawInquiry({ thread: "i", shares, body, withdrawn } as unknown as Arrival).inquiry?.settled;
  like(t, back({}, ["i"]), [{ thread: "i", parties: ["civil-affairs"], state: "withdrawn" }]);
  t.equal(back({ personIds: ["P-1"] }, ["i"]), undefined);
  t.equal(back({}, ["another"]), undefined);
});

t.test(
  "an inquiry without an answer expires after its second working day; asking again and again shows to the asker alone",
  async (t) => {
    const { clocks } = await defaultPolicy();
    const asked = {
      message: "i",
      asker: "procuratorate",
      party: "civil-affairs",
      purpose: "U1",
      urgency: "3",
      rules: "",
    };
    const inquiry = {
      ...asked,
      questions: [],
      subjects: 1,
      refusals: [],
      often: 1,
      askedAt: AT,
      since: AT,
      state: "asked",
    };
    const stateOn = async (day: string, party = "procuratorate", state?: InquiryState) => {
      const views = createInquiryViews({
        versions: { of: async () => () => clocks },
        division: () => "330102",
        now: () => Date.parse(`${day}T09:00:00+08:00`),
        inquiryRows: { ofParty: async () => [inquiry] },
      } as never);
      const { inquiries } = await views.inquiries({ party } as never, {
        limit: 10,
        ...(state === undefined ? {} : { state }),
      });
      return inquiries.map((one) => `${one.state} ${one.due?.slice(0, 10)} ${one.often}`);
    };
    t.same(await stateOn("2026-10-14"), ["asked 2026-10-14 1"]);
    t.same(await stateOn("2026-10-15"), ["expired 2026-10-14 1"]);
    t.same(await stateOn("2026-10-15", "civil-affairs"), ["expired 2026-10-14 undefined"]);
    t.same(await stateOn("2026-10-15", "procuratorate", "asked"), [], "what expired is no longer just asked");
  },
);
