import t from "tap";
import type { Directory, Party } from "../../src/exchange/ports.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { createPolicy } from "../../src/disclosure/policy.ts";
import { thrown } from "../support/refusal.ts";
import { Refusal } from "../../src/domain/refusal.ts";

const { policy, directory, party, config, clocks } = await defaultPolicy();

interface Subject {
  readonly needs: { readonly items: readonly { readonly code: string; readonly department?: string }[] };
  readonly address?: unknown;
}

function subject(codes: readonly string[], address: { registered?: string; residence?: string } = {}): Subject {
  const at = (division: string | undefined) => (division === undefined ? undefined : { division });
  return {
    needs: { items: codes.map((code) => (code.includes(">") ? named(code) : { code })) },
    address: { registered: at(address.registered), residence: at(address.residence) },
  };
}

function named(text: string): { code: string; department: string } {
  const [code = "", department = ""] = text.split(">");
  return { code, department };
}

const route = (subjects: readonly Subject[], among: Directory = directory) =>
  policy.route("aid-subject-list", { subjects }, among);

/** Leading department of each need (table 6.1 of the domain). */
const LEADS: Readonly<Record<string, string>> = {
  N01: "civil-affairs",
  N02: "civil-affairs",
  N03: "civil-affairs",
  N04: "medical-insurance",
  N05: "education",
  N06: "housing",
  N07: "hr-social-security",
  N08: "agriculture-rural",
  N09: "civil-affairs disabled-federation",
  N10: "civil-affairs",
  N11: "women-federation",
  N12: "trade-union",
  N13: "veterans",
  N15: "legal-aid",
  N16: "hr-social-security",
  N17: "civil-affairs",
};

t.test("every need goes to the department that leads it", async (t) => {
  for (const [code, lead] of Object.entries(LEADS)) t.strictSame(route([subject([code])]), lead.split(" "), code);
  t.strictSame(Object.keys(config.routing.needs).toSorted(), [...Object.keys(LEADS), "N14"].toSorted());
});

t.test("each recipient occurs once, in the directory's order", async (t) => {
  const subjects = [subject(["N15", "N01"]), subject(["N04", "N01", "N09"])];
  t.strictSame(route(subjects), ["civil-affairs", "medical-insurance", "disabled-federation", "legal-aid"]);
});

t.test("psychological help stays with the sender unless the need names a department", async (t) => {
  t.strictSame(route([subject(["N14"])]), []);
  t.strictSame(route([subject(["N14>women-federation"])]), ["women-federation"]);
  t.strictSame(route([subject(["N04>civil-affairs"])]), ["civil-affairs", "medical-insurance"], "besides who leads");
});

t.test("a need without an active department refuses the list, and every such need is named", async (t) => {
  const without = (...ids: string[]): Directory => {
    const parties = [...directory.parties()].filter(({ id }) => !ids.includes(id));
    return { version: ids.join(), party: (id) => parties.find((one) => one.id === id), parties: () => parties };
  };
  const pointers = (among: Directory) => {
    const refusal = thrown(Refusal, () => route([subject(["N01", "N06"]), subject(["N05"])], among));
    const issues = refusal?.options.errors ?? [];
    return refusal === undefined ? [] : [refusal.code, ...issues.map((issue) => `${issue.pointer} ${issue.code}`)];
  };
  t.strictSame(pointers(directory), []);
  t.strictSame(pointers(without("housing", "education")), [
    "no-recipient",
    "/body/subjects/0/needs/items/1 need-without-recipient",
    "/body/subjects/1/needs/items/0 need-without-recipient",
  ]);
  const parties = [...directory.parties()].filter(({ id }) => id !== "housing");
  parties.push({ ...party("housing"), active: false });
  const suspended: Directory = { version: "suspended", party: directory.party, parties: () => parties };
  t.strictSame(pointers(suspended), ["no-recipient", "/body/subjects/0/needs/items/1 need-without-recipient"]);
});

t.test("among parties of one role the one with the smallest area around the address gets the need", async (t) => {
  const bureau = (id: string, division: string, role: string): Party => ({ ...party(role), id, role, division });
  const parties = [
    bureau("province", "320000", "civil-affairs"),
    bureau("city", "320700", "civil-affairs"),
    bureau("county", "320723", "civil-affairs"),
    bureau("works-1", "320723", "hr-social-security"),
    bureau("works-2", "110105", "hr-social-security"),
  ];
  const several: Directory = {
    version: "several",
    party: (id) => parties.find((one) => one.id === id),
    parties: () => parties,
  };
  const to = (registered: string, residence?: string, code = "N01") =>
    route([subject([code], residence === undefined ? { registered } : { registered, residence })], several);
  t.strictSame(to("320723104206"), ["county"]);
  t.strictSame(to("320722"), ["city"]);
  t.strictSame(to("321000"), ["province"]);
  t.throws(() => to("110105"), { code: "no-recipient" }, "another province: it is for the peer procuratorate");
  t.strictSame(to("320723", "110105", "N07"), ["works-2"], "work is sought where one lives");
  t.strictSame(to("320723", "110105"), ["county"], "subsistence aid where one is registered");
  t.strictSame(
    route([subject(["N01"], { residence: "320723" })], several),
    ["county"],
    "no registration: where one lives",
  );

  const bureaux = ["320723", "320722", "110105"].map((division) => bureau(`b-${division}`, division, "civil-affairs"));
  const aid = ["320723", "110105"].map((division) => bureau(`l-${division}`, division, "legal-aid"));
  const townships = ["320723101", "320723100"].map((division) => bureau(`t-${division}`, division, "township"));
  const all = [...bureaux, ...aid, ...townships];
  const places: Directory = { version: "places", party: (id) => all.find((one) => one.id === id), parties: () => all };
  const at = (code: string, place?: string, from?: string) => {
    const { address } = subject([], { registered: "320723101200", residence: "320722" });
    const need = { ...(code.includes(">") ? named(code) : { code }), ...(place === undefined ? {} : { place }) };
    const header = from === undefined ? {} : { header: { from: { division: from } } };
    return policy.route("aid-subject-list", { ...header, subjects: [{ address, needs: { items: [need] } }] }, places);
  };
  t.strictSame(at("N02"), ["b-320722"], "an emergency where one lives");
  t.strictSame(at("N02", "110105"), ["b-110105"], "or where it arose, when the need says so");
  t.strictSame(at("N17", "110105"), ["b-110105"]);
  t.strictSame(at("N10"), ["b-320723", "b-320722"], "recognition where the child is registered, custody where it is");
  t.strictSame(at("N10", "110105"), ["b-320723", "b-110105"]);
  t.strictSame(at("N15", undefined, "110105"), ["l-110105"], "litigation where the organ is that handles the case");
  t.strictSame(at("N15", "320723", "110105"), ["l-320723"], "other matters where the dispute is");
  t.strictSame(at("N01>township"), ["b-320723", "t-320723101"], "the township of the registered address");
  const child = { personId: "a", ...subject(["N10"], { registered: "320723", residence: "320722" }) };
  const shown = ["b-320723", "b-320722", "b-110105"].filter((id) => {
    const local = createPolicy(config.sharingPolicy, config.routing, clocks.calendar, policy.due, () => places);
    const body = { subjects: [child, { personId: "b", ...subject(["N04"]) }] };
    const seen = local.disclose("supplement", body, new Date(0))(places.party(id) as Party).body["subjects"];
    return (seen as unknown[]).length === 1;
  });
  t.strictSame(shown, ["b-320723", "b-320722"], "and both of the places see the child");

  const local = await defaultPolicy(({ directory: document }) => ({
    directory: {
      parties: parties.flatMap(({ id, role = id, division }) =>
        document.parties.filter((one) => one.id === role).map((one) => Object.assign({}, one, { id, role, division })),
      ),
    },
  }));
  const list = {
    subjects: [
      { personId: "a", ...subject(["N01"], { registered: "320723" }) },
      { personId: "b", ...subject(["N01"], { registered: "320722" }) },
    ],
  };
  const held = (id: string) => {
    const { body } = local.policy.disclose("aid-subject-list", list, new Date(0))(local.party(id));
    return (body["subjects"] as { personId: string }[]).map(({ personId }) => personId);
  };
  t.strictSame([held("county"), held("city")], [["a"], ["b"]], "and each sees its own subjects");
});
