/** Whose earlier cases a new list is compared with, and by which keys. */
import t from "tap";
import type { CaseworkDeps } from "../../../src/casework/arrival.ts";
import { recognise } from "../../../src/casework/recurrence/recognise.ts";
import { createCaseCipher } from "../../../src/crypto/case-keys.ts";
import { dayInChina } from "../../../src/domain/codes/calendar-date.ts";

const keys = createCaseCipher(Buffer.alloc(32, 7));
const THREAD = "01980000-0000-7000-8000-000000000001";
const EARLIER = "01980000-0000-7000-8000-000000000002";
const NUMBER = "320723198806140007";
const SUBJECT = keys.subject(EARLIER, "P-1").toString("hex");
const time = (day: string) => Date.parse(`${day}T10:00:00+08:00`);

interface Story {
  readonly on?: boolean;
  /** Sender of the earlier case. */
  readonly sender?: string;
  /** Day of the new list, and days on which the earlier case was accepted and closed. */
  readonly day?: string;
  readonly linkedOn?: string;
  readonly closedOn?: string;
  /** Identity in the new list. */
  readonly identity?: object;
}

/** Recognises the person of a list whose earlier case is as told. */
async function recognised({
  on = true,
  sender = "procuratorate",
  day = "2026-10-12",
  linkedOn = "2025-11-03",
  closedOn = "2026-03-31",
  identity = { idType: "01", idNumber: NUMBER },
}: Story) {
  const kept = keys.link(Number(linkedOn.slice(0, 4)), `citizen ${NUMBER}`);
  const sealedAt = time(linkedOn);
  const item = { id: "i", subject: SUBJECT, need: "N01", department: "d", state: "delivered", since: sealedAt };
  const items = [{ item: { ...item, sealedAt, originalStart: sealedAt, dates: {}, co: false }, receiptAt: null }];
  const evaluation = {
    event: "evaluation",
    message: "e",
    issuedAt: time(closedOn),
    subject: SUBJECT,
    conclusion: "C1",
  };
  const deps: Partial<CaseworkDeps> = {
    keys,
    recurrence: on,
    dateAt: (at) => dayInChina(new Date(at)),
    successor: (party) => ({ "old-procuratorate": "middle", middle: "procuratorate" })[party],
    links: {
      firstYear: async () => Number(linkedOn.slice(0, 4)),
      linked: async (links) =>
        links.some((link) => link.equals(kept))
          ? [{ thread: EARLIER, subject: SUBJECT, link: kept.toString("hex"), sender }]
          : [],
    },
    rows: {
      threads: async () => [{ thread: EARLIER, facts: [{ fact: evaluation }], items }],
    } as never,
  };
  const body = { subjects: [{ personId: "P-2", identity }] };
  const arrival = { id: "m", thread: THREAD, at: time(day), type: "aid-subject-list", sender: "procuratorate", body };
  const { facts, links } = await recognise(deps as CaseworkDeps, arrival as never, undefined);
  return { relapses: facts.map(({ secret }) => secret), links: links.length };
}

const FOUND = { relapses: [{ thread: EARLIER, closedOn: "2026-03-31" }], links: 1 };

t.test("a case of the same procuratorate, or of one that it took over from, and of no other one", async (t) => {
  t.same(await recognised({}), FOUND);
  t.same(await recognised({ sender: "old-procuratorate" }), FOUND);
  t.same(await recognised({ sender: "another-procuratorate" }), { relapses: [], links: 1 });
});

t.test("off: no key is made", async (t) => {
  t.same(await recognised({ on: false }), { relapses: [], links: 0 });
});

t.test("a person without an identity document has no key", async (t) => {
  t.same(await recognised({ identity: { name: "无名氏", noDocument: "1" } }), { relapses: [], links: 0 });
});

t.test("the key is another one each year, and keys of earlier years are still found", async (t) => {
  const key = (year: number) => keys.link(year, `citizen ${NUMBER}`).toString("hex");
  t.not(key(2025), key(2026));
  t.equal(key(2026), key(2026));
  t.same(await recognised({ linkedOn: "2021-05-06" }), FOUND);
});

t.test("twelve months, to the day", async (t) => {
  t.same((await recognised({ closedOn: "2025-10-12" })).relapses.length, 1);
  t.same((await recognised({ closedOn: "2025-10-11" })).relapses.length, 0);
  t.same((await recognised({ closedOn: "2026-10-12" })).relapses.length, 1);
  t.same((await recognised({ closedOn: "2026-10-13" })).relapses.length, 0, "closed later than the list");
});

t.test("another way to write the same number is the same person", async (t) => {
  t.same(await recognised({ identity: { idType: "02", idNumber: NUMBER } }), FOUND);
  t.same(await recognised({ identity: { idType: "01", idNumber: "653101201409020004" } }), { relapses: [], links: 1 });
});
