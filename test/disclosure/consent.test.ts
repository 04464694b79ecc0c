/** What the consent of a subject covers, compared with what is disclosed (PIPL articles 13 and 23). */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { Disclosure } from "../../src/exchange/ports.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { like } from "../support/like.ts";

const TODAY = new Date("2025-06-30T04:00:00Z");
const SCHEMAS = fileURLToPath(new URL("../../schemas", import.meta.url));
const schemas = await loadSchemas(SCHEMAS);
const standard = await defaultPolicy();
const withholding = await defaultPolicy(({ sharingPolicy }) => ({
  sharingPolicy: { ...sharingPolicy, uncovered: "withhold" },
}));

interface Consent {
  records?: { receivers: string[]; groups: string[]; withdrawnAt?: string }[];
  notices?: object[];
  noticeExemption?: string;
}
interface List {
  header: { legalBasis: string };
  subjects: { consent: Consent }[];
}

const example = (type = "aid-subject-list") =>
  JSON.parse(readFileSync(`${SCHEMAS}/${type}/1.example.json`, "utf8")) as List;
const shown = (list: List, to: string, { policy, party } = standard): Disclosure =>
  policy.disclose("aid-subject-list", list as never, TODAY)(party(to));
const consentOf = (list: List) => {
  const [record] = list.subjects[0]?.consent.records ?? [];
  if (record === undefined) throw new Error("the example has a consent");
  return record;
};

t.test("the examples' consents cover what is disclosed to whom their needs lead to", async (t) => {
  for (const type of ["aid-subject-list", "correction", "supplement"] as const) {
    const list = example(type);
    t.equal(list.header.legalBasis, "consent");
    const to = standard.policy.route(type, list as never, standard.directory);
    t.ok(to.length > 1, `${type} goes to ${to.join(", ")}`);
    for (const id of to) {
      t.same(standard.policy.disclose(type, list as never, TODAY)(standard.party(id)).faults, undefined, id);
    }
  }
});

t.test("a group or a receiver that the consent does not name is a fault of that subject", async (t) => {
  const list = example();
  consentOf(list).groups = consentOf(list).groups.filter((group) => group !== "income" && group !== "needs");
  like(t, shown(list, "civil-affairs").faults, [
    {
      pointer: "/body/subjects/0/consent/records",
      code: "consent-not-covering",
      message: "No consent gives these groups to civil-affairs: income, needs",
    },
  ]);
  const other = example();
  consentOf(other).receivers = ["education"];
  t.equal(shown(other, "civil-affairs").faults?.length, 1);
  t.equal(shown(other, "education").faults, undefined, "its subject is another one");
});

t.test("a consent that was withdrawn covers nothing, and another one in force does", async (t) => {
  const list = example();
  const record = consentOf(list);
  list.subjects[0]?.consent.records?.push({ ...record, withdrawnAt: "2025-06-20T10:00:00+08:00" });
  t.equal(shown(list, "civil-affairs").faults, undefined);
  record.withdrawnAt = "2025-06-20T10:00:00+08:00";
  t.equal(shown(list, "civil-affairs").faults?.length, 1);
});

t.test("a document that does not rest on consent is not compared", async (t) => {
  const list = example();
  list.header.legalBasis = "statutory-duty";
  consentOf(list).receivers = ["nobody"];
  t.equal(shown(list, "civil-affairs").faults, undefined);
});

t.test("where the policy says so, what is not covered is withheld with a warning", async (t) => {
  const list = example();
  consentOf(list).groups = consentOf(list).groups.filter((group) => group !== "income");
  const disclosure = shown(list, "civil-affairs", withholding);
  t.equal(disclosure.faults, undefined);
  like(t, disclosure.warnings, [{ code: "consent-withheld", pointer: "/body/subjects/0/consent/records" }]);
  const [subject] = disclosure.body.subjects as Record<string, unknown>[];
  t.notOk("income" in (subject ?? {}));
  t.ok("household" in (subject ?? {}));
  t.notOk(
    disclosure.groups.some(({ group }) => group === "income"),
    "the packet does not name it either",
  );
  consentOf(list).groups = ["identity"];
  t.same(shown(list, "civil-affairs", withholding).subjects, [], "without its needs nobody can act on a subject");
});

t.test("nothing of a group that is not covered is shown through another group", async (t) => {
  const list = example();
  const subject = list.subjects[1] as unknown as Record<string, Record<string, unknown>>;
  const [record] = list.subjects[1]?.consent.records ?? [];
  if (record === undefined) throw new Error("the second subject has a consent");
  subject.attachments = {
    items: [
      { type: "8", title: "guardian" },
      { type: "1", title: "identity" },
    ],
  };
  record.groups = [...record.groups.filter((group) => group !== "guardianship"), "attachments"];
  const withheld = shown(list, "education", withholding);
  const [seen] = withheld.body.subjects as Record<string, unknown>[];
  t.notOk("guardianship" in (seen ?? {}));
  t.notMatch(JSON.stringify(seen?.household ?? {}), "guardians", "names of guardians are part of the household's form");
  t.notMatch(JSON.stringify(seen?.attachments), "guardian", "what proves the guardianship");
  t.match(JSON.stringify(seen?.attachments), "identity");
  like(t, shown(list, "education").faults, [{ message: "No consent gives these groups to education: guardianship" }]);
});

t.test("a lead that rests on consent is compared too", async (t) => {
  const lead = example("reverse-lead");
  lead.header.legalBasis = "consent";
  const { policy, party } = standard;
  const faults = () => policy.disclose("reverse-lead", lead as never, TODAY)(party("procuratorate")).faults?.length;
  t.equal(faults(), 1);
  const [subject] = lead.subjects;
  if (subject === undefined) throw new Error("a subject");
  subject.consent = { records: [{ receivers: ["procuratorate"], groups: Object.keys(subject) }] };
  t.equal(faults(), undefined);
});

t.test("a notice, or why none was given, is recorded where the basis is not consent", async (t) => {
  const judge = (consent: object, legalBasis: string) => {
    const list = example();
    list.header.legalBasis = legalBasis;
    for (const subject of list.subjects) subject.consent = consent;
    const found = schemas.validate("aid-subject-list", "1", list, TODAY);
    return found.ok ? [] : [...new Set(found.errors.map(({ code }) => code))];
  };
  const notice = { notices: [{ to: "self", form: "1", date: "2025-06-15" }] };
  t.same(judge(notice, "statutory-duty"), []);
  t.same(judge({ noticeExemption: "2" }, "statutory-duty"), []);
  t.same(judge(notice, "consent"), ["consent-required"]);
  t.same(judge({ notices: [{ to: "self", form: "1", date: "2099-06-15" }] }, "statutory-duty"), ["date-future"]);
  const authorised = { checkAuthorisations: [{ name: "陈秀兰", validUntil: "2026-06-15" }] };
  t.same(judge(authorised, "statutory-duty"), ["notice-or-consent-required"]);
});
