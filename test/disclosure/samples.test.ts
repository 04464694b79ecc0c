/** Tests of the most important rules on realistic lists, with edge cases. */
import { join } from "node:path";
import t from "tap";
import type { Subject } from "../../src/schema/generated/aid-subject-list.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { sampleList } from "../../src/sample/list.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { ROLES } from "./matrix-table.ts";

const { policy, party, directory } = await defaultPolicy();
const schemas = await loadSchemas(join(import.meta.dirname, "../../schemas"));
const TODAY = new Date("2025-07-10T02:00:00Z");

/** Forty lists of all sizes, validated and folded. */
const LISTS = Array.from({ length: 40 }, (_, seed) => {
  const list = sampleList({ seed, subjects: 1 + ((seed * 7) % 24), edgeCases: seed % 2 === 1 });
  const outcome = schemas.validate("aid-subject-list", "1", list, TODAY);
  if (!outcome.ok) throw new Error(`sample ${seed} is not valid`);
  return outcome.body as { subjects: Subject[] };
});

/** The same lists, with another cause for every other subject: samples have no sexual offence (05). */
const withCause = (harmCause: "05" | "99") =>
  LISTS.map(({ subjects, ...rest }) => ({
    ...rest,
    subjects: subjects.map((subject, n) =>
      n % 2 === 0 ? { ...subject, cause: { ...subject.cause, harmCause } } : subject,
    ),
  }));
const OFFENDED = withCause("05");
const ALL = [...LISTS, ...OFFENDED];

const isProtected = ({ cause }: Subject) => cause.protected || cause.harmCause === "05" || cause.harmCause === "99";

t.test("every sample is routed, and every routed recipient has subjects", async (t) => {
  for (const [seed, list] of LISTS.entries()) {
    const recipients = policy.route("aid-subject-list", list, directory);
    t.ok(recipients.length > 0, `sample ${seed}`);
    const empty = recipients.filter((id) => {
      const { body } = policy.disclose("aid-subject-list", list, TODAY)(party(id));
      return (body["subjects"] as unknown[]).length === 0;
    });
    t.same(empty, [], `packets of sample ${seed}`);
  }
});

t.test("only civil affairs gets a document number, telephone or street of a protected person", async (t) => {
  let looked = 0;
  for (const list of ALL) {
    const secrets = list.subjects
      .filter(isProtected)
      .flatMap((subject) => [
        subject.identity.idNumber,
        subject.address.residence.text,
        subject.education?.school,
        ...(subject.contact?.persons ?? []).map(({ phone }) => phone),
        ...(subject.disability?.cards ?? []).map(({ number }) => number),
      ]);
    // A family shares its address, school and telephone: what another subject has of its own is no secret of this one.
    const open = list.subjects.filter((subject) => !isProtected(subject)).map((subject) => JSON.stringify(subject));
    const own = secrets.filter((text) => text !== undefined && !open.some((other) => other.includes(text)));
    for (const role of ROLES.filter((role) => role !== "civil-affairs")) {
      const packet = JSON.stringify(policy.disclose("aid-subject-list", list, TODAY)(party(role)));
      looked += own.length;
      t.notOk(
        own.some((text) => text !== undefined && packet.includes(text)),
        role,
      );
    }
  }
  t.ok(looked > 5_000, `${looked} values were looked for`);
});

t.test("no packet holds an account, the approver or another department's address line", async (t) => {
  let looked = 0;
  // Samples have no account.
  const payment = { holder: "张三", bank: "测试银行", accountNumber: "6222000000000000000" };
  for (const { subjects, ...rest } of LISTS) {
    const list = { ...rest, subjects: subjects.map((subject) => ({ ...subject, payment })) };
    for (const role of ROLES) {
      const { body } = policy.disclose("aid-subject-list", list, TODAY)(party(role));
      const subjects = body["subjects"] as Record<string, unknown>[];
      looked += subjects.length;
      t.notOk(JSON.stringify(body).includes(payment.accountNumber), `${role}: accounts`);
      const { approval, to = [] } = body["header"] as { approval: object; to?: readonly { department: string }[] };
      t.notOk("approver" in approval || to.some(({ department }) => department !== role), `${role}: header`);
    }
  }
  t.ok(looked > 500, `${looked} subjects`);
});

t.test("a sexual offence cannot be told from another protected cause", async (t) => {
  const others = withCause("99");
  for (const [n, list] of OFFENDED.entries()) {
    for (const role of ROLES) {
      const seen = policy.disclose("aid-subject-list", list, TODAY)(party(role));
      const other = policy.disclose("aid-subject-list", others[n] ?? {}, TODAY)(party(role));
      const causes = (body: object) => (body as { subjects: Partial<Subject>[] }).subjects.map(({ cause }) => cause);
      t.strictSame(causes(seen.body), causes(other.body), `${role}: the cause`);
      // Civil affairs calls other protected persons itself, and these through the officer.
      if (role !== "civil-affairs") t.strictSame(seen, other, `${role}: the whole packet`);
    }
  }
  const offended = OFFENDED.flatMap(({ subjects }) => subjects).filter(({ cause }) => cause.harmCause === "05");
  t.ok(offended.length > 200, `${offended.length} subjects`);
});

t.test("a subject's packet record never names a group that the matrix withholds", async (t) => {
  const withheld: Readonly<Record<string, readonly string[]>> = {
    "youth-league": [
      "household",
      "income",
      "property",
      "expenses",
      "judicialAid",
      "existingAid",
      "health",
      "disability",
      "case",
    ],
    "women-federation": ["income", "property", "expenses", "education", "disability", "health", "case"],
    veterans: ["health", "property", "expenses", "education", "guardianship", "cause", "case"],
  };
  for (const list of LISTS) {
    for (const [role, groups] of Object.entries(withheld)) {
      const disclosure = policy.disclose("aid-subject-list", list, TODAY)(party(role));
      const named = disclosure.groups.map(({ group }) => group).filter((group) => groups.includes(group));
      t.strictSame(named, [], role);
    }
  }
});
