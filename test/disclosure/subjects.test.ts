import t, { type Test } from "tap";
import { Refusal } from "../../src/domain/refusal.ts";
import type { SharingPolicyDocument } from "../../src/disclosure/policy-document.ts";
import type { MessageType } from "../../src/domain/message.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { markedDocument, put, tellTales } from "../support/exchange/marked-list.ts";
import { TODAY } from "./marked-subject.ts";

const standard = await defaultPolicy();

interface Need {
  readonly code: string;
  readonly department?: string;
}

/** A list with one subject for each of these sets of needs. */
function listOf(type: MessageType, ...needs: (readonly Need[] | undefined)[]): Record<string, unknown> {
  const list = markedDocument(type, needs.length);
  needs.forEach((items, index) => {
    if (items === undefined) put(list, `/subjects/${index}/needs`, undefined);
    else put(list, `/subjects/${index}/needs/items`, items);
  });
  return JSON.parse(JSON.stringify(list)) as Record<string, unknown>;
}

/** Indexes of the subjects that a department's packet holds; also that no value of another subject is in it. */
function heldBy(
  t: Test,
  role: string,
  list: Record<string, unknown>,
  type: MessageType = "aid-subject-list",
  { policy, party } = standard,
): number[] {
  const disclosure = policy.disclose(type, list, TODAY)(party(role));
  const packet = JSON.stringify(disclosure);
  const all = (list["subjects"] as { personId: string }[]).map(({ personId }) => personId);
  const held = (disclosure.body["subjects"] as { personId: string }[]).map(({ personId }) => all.indexOf(personId));
  for (const [place, text] of tellTales(list)) {
    const subject = /^\/subjects\/(\d+)\//.exec(place)?.[1];
    if (subject !== undefined && !held.includes(Number(subject)) && packet.includes(text)) {
      t.fail(`${role}: ${place} leaked`);
    }
  }
  return held;
}

const N = (code: string, department?: string): Need => (department === undefined ? { code } : { code, department });

t.test("a packet holds only the subjects with a need that concerns its recipient", async (t) => {
  const list = listOf("aid-subject-list", [N("N01")], [N("N05"), N("N04")], [N("N15")]);
  t.strictSame(heldBy(t, "civil-affairs", list), [0]);
  t.strictSame(heldBy(t, "education", list), [1]);
  t.strictSame(heldBy(t, "medical-insurance", list), [1]);
  t.strictSame(heldBy(t, "legal-aid", list), [2]);
});

t.test("taking part counts only where the recipient leads nothing", async (t) => {
  const list = listOf("aid-subject-list", [N("N01")], [N("N04")], [N("N15")]);
  t.strictSame(heldBy(t, "civil-affairs", list), [0], "it leads N01 and takes part in N04");
  t.strictSame(heldBy(t, "agriculture-rural", list), [0], "it takes part in N01 and leads nothing");
});

t.test("a need may name a department", async (t) => {
  const list = listOf("aid-subject-list", [N("N14", "women-federation")], [N("N14")], [N("N01")]);
  t.strictSame(heldBy(t, "women-federation", list), [0]);
});

t.test("a recipient that the sender named and no need concerns sees all subjects, cut by the matrix", async (t) => {
  const list = listOf("aid-subject-list", [N("N01")], [N("N15")]);
  t.strictSame(heldBy(t, "housing", list), [0, 1]);
  const { body } = standard.policy.disclose("aid-subject-list", list, TODAY)(standard.party("housing"));
  const [first] = body["subjects"] as { needs: { items: unknown[] } }[];
  t.strictSame(first?.needs.items, [], "none of the needs is its own");
});

t.test("a policy can refuse a recipient that no need concerns", async (t) => {
  const strict = await defaultPolicy(({ sharingPolicy }) => ({ sharingPolicy: withoutNeed(sharingPolicy, "refuse") }));
  const list = listOf("aid-subject-list", [N("N01")]);
  t.throws(() => strict.policy.disclose("aid-subject-list", list, TODAY)(strict.party("housing")), {
    code: "not-permitted",
  });
  t.strictSame(heldBy(t, "civil-affairs", list, "aid-subject-list", strict), [0]);
});

function withoutNeed(policy: SharingPolicyDocument, rule: "all" | "none" | "refuse"): SharingPolicyDocument {
  return { ...policy, documents: { ...policy.documents, "aid-subject-list": { cut: "subjects", withoutNeed: rule } } };
}

t.test("a recipient that is no longer concerned gets a correction without subjects", async (t) => {
  const correction = listOf("correction", [N("N01")]);
  t.strictSame(heldBy(t, "legal-aid", correction, "correction"), []);
  const { body, groups } = standard.policy.disclose("correction", correction, TODAY)(standard.party("legal-aid"));
  const header = body["header"] as { supersedes: Record<string, unknown> };
  t.strictSame(Object.keys(header.supersedes), ["transferId"], "which list is replaced, not why");
  t.notOk(groups.some(({ group }) => group === "identity"));
});

t.test("the needs of a supplement decide whom it concerns", async (t) => {
  const supplement = listOf("supplement", [N("N01")], [N("N05")]);
  t.strictSame(heldBy(t, "education", supplement, "supplement"), [1]);
  const mute = listOf("supplement", [N("N05")], undefined);
  t.throws(() => heldBy(t, "education", mute, "supplement"), {
    code: "invalid-document",
    options: { errors: [{ pointer: "/body/subjects/1", code: "needs-missing" }] },
  });
});

t.test("a supplement without the cause is cut as for a protected person", async (t) => {
  const supplement = listOf("supplement", [N("N04")]);
  const [subject] = supplement["subjects"] as Record<string, unknown>[];
  delete subject?.["cause"];
  const { body } = standard.policy.disclose("supplement", supplement, TODAY)(standard.party("medical-insurance"));
  const [seen] = body["subjects"] as { identity: object }[];
  t.strictSame(Object.keys(seen?.identity ?? {}), ["name"]);
});

t.test("a document that is passed whole is not copied", async (t) => {
  for (const type of ["withdrawal", "feedback", "reverse-lead"] as const) {
    const body = markedDocument(type, 1);
    const disclosure = standard.policy.disclose(type, body, TODAY)(standard.party("procuratorate"));
    t.equal(disclosure.body, body);
    t.strictSame(
      disclosure.groups,
      Object.keys(body).map((group) => ({ group, level: "full" })),
    );
  }
});

t.test("the policy permits types of messages by kinds of sender and recipient", async (t) => {
  const { policy, party } = standard;
  const may = (from: string, type: MessageType, to: string) => policy.permits(party(from), type, party(to));
  for (const type of ["aid-subject-list", "supplement", "correction", "withdrawal"] as const) {
    t.ok(may("procuratorate", type, "civil-affairs"), type);
    t.notOk(may("civil-affairs", type, "education"), `${type} between departments`);
    t.ok(may("procuratorate", type, "procuratorate"), `${type} to a procuratorate of another place`);
    for (const other of ["auditor", "operator"]) {
      t.notOk(may("procuratorate", type, other), `${type} to ${other}`);
    }
  }
  for (const type of ["feedback", "reverse-lead"] as const) {
    t.ok(may("education", type, "procuratorate"), type);
    t.notOk(may("procuratorate", type, "education"), type);
    t.equal(may("procuratorate", type, "procuratorate"), type === "feedback", `${type} between procuratorates`);
    t.notOk(may("education", type, "civil-affairs"), type);
  }
  for (const type of ["inquiry", "inquiry-answer"] as const) {
    t.ok(may("procuratorate", type, "education") && may("education", type, "procuratorate"), type);
    t.notOk(may("education", type, "civil-affairs"), type);
  }
  t.notOk(may("procuratorate", "inquiry", "women-federation"), "a role that answers no question");
  t.ok(may("education", "visit", "procuratorate") && may("procuratorate", "visit", "procuratorate"));
  t.notOk(may("procuratorate", "visit", "education"), "a visit is for the procuratorate alone");
  t.ok(may("procuratorate", "evaluation", "education") && !may("education", "evaluation", "procuratorate"));
  t.notOk(
    policy.permits(party("procuratorate"), "aid-subject-list", { ...party("education"), role: "weather" }),
    "a role without a column",
  );
});

t.test("every need concerns a procuratorate of another place, whatever its id", async (t) => {
  const { policy, party } = standard;
  const peer = { ...party("procuratorate"), id: "11320700000000027A" };
  for (const type of ["aid-subject-list", "supplement"] as const) {
    const list = listOf(type, [N("N05")], [N("N14")]);
    const seen = policy.disclose(type, list, TODAY)(peer).body["subjects"] as { needs: { items: unknown[] } }[];
    t.strictSame(
      seen.map(({ needs }) => needs.items),
      [[N("N05")], [N("N14")]],
      type,
    );
  }
  const between = { ...party("education"), kind: "convener" as const };
  t.notOk(policy.permits(party("procuratorate"), "aid-subject-list", between), "a convener gets no persons");
  t.ok(policy.permits(between, "meeting", party("education")), "it sends the record of the joint meeting");
  t.notOk(policy.permits(party("education"), "meeting", between), "and nobody else does");
});

t.test("the role of a party decides, not its id", async (t) => {
  const { policy, party } = standard;
  const list = listOf("aid-subject-list", [N("N05")]);
  const bureau = { ...party("education"), id: "11990100000000027A", role: "education" };
  t.ok(policy.permits(party("procuratorate"), "aid-subject-list", bureau));
  t.strictSame(
    policy.disclose("aid-subject-list", list, TODAY)(bureau).body["subjects"],
    policy.disclose("aid-subject-list", list, TODAY)(party("education")).body["subjects"],
  );
});

t.test("a disclosure that is not permitted is refused without a check before it", async (t) => {
  const { policy, party } = standard;
  const list = listOf("aid-subject-list", [N("N05")]);
  t.throws(() => policy.disclose("aid-subject-list", list, TODAY)(party("auditor")), Refusal);
  t.throws(() => policy.disclose("no-such" as never, list, TODAY)(party("education")), Refusal);
});
