import t from "tap";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { leaves, put, tellTales } from "../support/exchange/marked-list.ts";
import { shelter } from "../../src/disclosure/sheltered.ts";
import { sampleCitizenNumber } from "../../src/sample/person.ts";
import { listForAll, TODAY } from "./marked-subject.ts";
import { ROLES, type Role } from "./matrix-table.ts";

type Group = Readonly<Record<string, unknown>>;

const { policy, party } = await defaultPolicy();

/** What each department sees of the one subject after some values were put in. */
function seenBy(role: Role, changes: Readonly<Record<string, unknown>>): Record<string, Group> {
  const list = listForAll();
  for (const [place, value] of Object.entries(changes)) put(list, `/subjects/0/${place}`, value);
  const { body } = policy.disclose("aid-subject-list", list, TODAY)(party(role));
  return (body["subjects"] as Record<string, Group>[]).at(0) ?? {};
}

/** A packet that must not hold any value of these parts of the subject. */
function withheld(role: Role, changes: Readonly<Record<string, unknown>>, ...parts: string[]): string[] {
  const list = listForAll();
  for (const [place, value] of Object.entries(changes)) put(list, `/subjects/0/${place}`, value);
  const packet = JSON.stringify(policy.disclose("aid-subject-list", list, TODAY)(party(role)));
  const secret = [...tellTales(list)].filter(([place]) =>
    parts.some((part) => place.startsWith(`/subjects/0/${part}`)),
  );
  return secret.filter(([, text]) => packet.includes(text)).map(([place]) => place);
}

const PROTECTED = { "cause/protected": true };

/** Roles that get persons under special protection at all. */
const OFFICIAL = ROLES.filter((role) => role !== "social-work");

t.test("special protection: social workers get nothing about the person, not even that there is one", async (t) => {
  t.ok(seenBy("social-work", {})["identity"], "without protection the person is there");
  for (const cause of [PROTECTED, { "cause/harmCause": "05" }, { cause: {} }]) {
    const list = listForAll(2);
    for (const [place, value] of Object.entries(cause)) put(list, `/subjects/0/${place}`, value);
    const { body, subjects, duties } = policy.disclose("aid-subject-list", list, TODAY)(party("social-work"));
    t.strictSame([subjects, (body["subjects"] as unknown[]).length, duties], [[1], 1, []]);
  }
});

t.test("special protection: roles that see the cause see 99, other roles see no cause", async (t) => {
  for (const role of ROLES) {
    const visible = [
      "civil-affairs",
      "medical-insurance",
      "women-federation",
      "legal-aid",
      "public-security",
      "procuratorate",
    ].includes(role);
    const { cause } = seenBy(role, PROTECTED);
    t.strictSame(cause, visible ? { protected: true, harmCause: "99" } : undefined, role);
  }
});

t.test(
  "special protection: contact is through the officer; only civil affairs sees more of an identity than a name",
  async (t) => {
    for (const role of OFFICIAL) {
      const seen = seenBy(role, PROTECTED);
      t.strictSame(seen["contact"], { viaOfficer: true }, role);
      t.strictSame(withheld(role, PROTECTED, "contact", "guardianship/guardians/0/phone"), [], role);
      if (role === "civil-affairs") {
        t.ok(seen["identity"]?.["idNumber"], "civil affairs registers the person");
        continue;
      }
      t.strictSame(Object.keys(seen["identity"] ?? {}), ["name"], role);
      t.strictSame(
        withheld(
          role,
          PROTECTED,
          "contact",
          "identity/idNumber",
          "identity/formerNames",
          "disability/cards/0/number",
          "employment/employer",
        ),
        [],
        `${role}: nothing that identifies or finds the person`,
      );
      for (const member of ["idNumber", "phone"]) {
        const left = [...leaves(seen).keys()].filter((place) => place.endsWith(`/${member}`));
        t.strictSame(left, [], `${role}: no ${member} of anybody`);
      }
      const { registered, residence } = (seen["address"] ?? {}) as Record<string, Group>;
      t.strictSame([registered, residence], [{ division: "320723" }, { division: "320723" }], role);
    }
  },
);

t.test("special protection: no department sees school and grade", async (t) => {
  for (const role of ROLES) t.strictSame(withheld(role, PROTECTED, "education/school", "education/grade"), [], role);
});

t.test("special protection never adds a value to a packet", async (t) => {
  const marked = { ...PROTECTED };
  for (const role of ROLES) {
    const open = new Set(leaves(seenBy(role, {})).values());
    const added = [...leaves(seenBy(role, marked))].filter(([, text]) => !open.has(text) && text !== "99");
    t.strictSame(
      added.map(([place]) => place).filter((place) => !/\/(size|division)$/.test(place)),
      [],
      role,
    );
  }
});

t.test("a sexual offence is protected even without the flag, and contact is through the officer only", async (t) => {
  for (const role of OFFICIAL) {
    for (const flag of [true, false]) {
      const seen = seenBy(role, { "cause/harmCause": "05", "cause/protected": flag });
      t.notOk(JSON.stringify(seen["cause"] ?? {}).includes("05"), role);
      t.strictSame(seen["contact"], { viaOfficer: true }, role);
      for (const guardian of (seen["guardianship"]?.["guardians"] ?? []) as Group[]) t.notOk(guardian["phone"], role);
    }
  }
});

t.test("nobody can tell a sexual offence from another protected cause by the packet", async (t) => {
  for (const role of ROLES) {
    const protectedAs = (harmCause: string) => seenBy(role, { ...PROTECTED, "cause/harmCause": harmCause });
    for (const harmCause of ["01", "02", "06", "99"]) t.strictSame(protectedAs("05"), protectedAs(harmCause), role);
  }
});

t.test("who may not be called is reached through the officer only", async (t) => {
  for (const person of [0, 1]) {
    for (const safe of [false, undefined]) {
      const unsafe = { [`contact/persons/${person}/safeToCall`]: safe };
      for (const role of ROLES) {
        t.strictSame(seenBy(role, unsafe)["contact"], { viaOfficer: true }, role);
        t.strictSame(withheld(role, unsafe, "contact", "guardianship/guardians/0/phone"), [], role);
      }
    }
  }
});

t.test("the class of the cause does not reveal a protected cause", async (t) => {
  for (const [harmCause, wanted] of [
    ["02", "injury"],
    ["09", "property"],
    ["06", "family"],
    ["07", "labour"],
    ["98", "unrelated"],
  ]) {
    t.equal(seenBy("women-federation", { "cause/harmCause": harmCause })["cause"]?.["class"], wanted);
  }
  t.strictSame(seenBy("women-federation", { "cause/harmCause": "99" })["cause"], { harmCause: "99", protected: false });
});

t.test("a person who may be a child is treated as a child, an adult is not", async (t) => {
  const born = (date: string | undefined, precision: string) => ({
    "identity/birth": date === undefined ? { precision } : { date, precision },
  });
  const noOrder = {
    "guardianship/guardians/0/legalDocument": undefined,
    "guardianship/guardians/1/legalDocument": undefined,
  };
  const sees = (birth: Record<string, unknown>, role: Role = "youth-league") =>
    seenBy(role, { ...birth, ...noOrder })["guardianship"] !== undefined;
  t.ok(sees(born("2008-11-24", "D")), "18 tomorrow");
  t.notOk(sees(born("2008-11-23", "D")), "18 today");
  t.ok(sees(born("2008-11", "M")), "18 this month, perhaps not yet");
  t.notOk(sees(born("2008-10", "M")));
  t.ok(sees(born("2008", "Y")), "18 this year, perhaps not yet");
  t.notOk(sees(born("2007", "Y")));
  t.ok(sees(born(undefined, "U")), "of unknown age");
  const adult = born("1990-01-01", "D");
  for (const role of ROLES) t.notOk(sees(adult, role), role);
  t.ok(
    sees({ ...adult, "disability/cards/0/class": "6" }, "legal-aid"),
    "an adult under guardianship keeps the guardian",
  );
  t.ok(seenBy("legal-aid", adult)["guardianship"], "by court order too");
});

t.test("the age is computed for the locality's day", async (t) => {
  const list = listForAll();
  put(list, "/subjects/0/identity/birth", { date: "2008-11-24", precision: "D" });
  for (const card of [0, 1]) put(list, `/subjects/0/guardianship/guardians/${card}/legalDocument`, undefined);
  const sees = (now: string) => {
    const { body } = policy.disclose("aid-subject-list", list, new Date(now))(party("legal-aid"));
    return (body["subjects"] as Record<string, unknown>[]).at(0)?.["guardianship"] !== undefined;
  };
  t.ok(sees("2026-11-23T15:59:59Z"), "still the 23rd");
  t.notOk(sees("2026-11-23T16:00:00Z"), "the 24th began at 16:00 UTC");
});

t.test("education sees the identity of pupils, not of adults", async (t) => {
  const adult = { "identity/birth": { date: "1990-01-01", precision: "D" } };
  t.ok(seenBy("education", adult)["identity"]?.["idNumber"], "a student of age at a school");
  const parent = seenBy("education", { ...adult, "education/school": undefined });
  t.strictSame(Object.keys(parent["identity"] ?? {}), ["name", "sex", "birthYear"]);
  t.equal(
    (parent["contact"]?.["persons"] as unknown[] | undefined)?.length,
    2,
    "whose own telephone is the one to call",
  );
});

t.test("a guardian in conflict: no department gets a guardian's number", async (t) => {
  const conflict = { "guardianship/guardians/1/conflict": true };
  let looked = 0;
  for (const role of ROLES) {
    const guardians = (seenBy(role, conflict)["guardianship"]?.["guardians"] ?? []) as Group[];
    for (const guardian of guardians) t.notOk(guardian["phone"] ?? guardian["idNumber"], role);
    looked += guardians.length;
  }
  t.ok(looked > 2, `${looked} guardians`);
  const [, second] = (seenBy("civil-affairs", conflict)["guardianship"]?.["guardians"] ?? []) as Group[];
  t.equal(second?.["conflict"], true, "but who must know learns of the conflict");
});

t.test("free text about all needs is disclosed only to a recipient whom all needs concern", async (t) => {
  const only = { "needs/items": [{ code: "N04", urgency: "3" }] };
  const alone = seenBy("medical-insurance", only);
  t.ok(
    alone["needs"]?.["suggestion"] !== undefined &&
      (alone["difficulty"]?.["longTerm"] as Group | undefined)?.["reason"] !== undefined,
  );
  const among = seenBy("medical-insurance", { "needs/items": [{ code: "N04" }, { code: "N15" }] });
  t.strictSame([among["needs"]?.["suggestion"], among["needs"]?.["applicationNumber"]], [undefined, undefined]);
  t.strictSame(among["difficulty"]?.["longTerm"], { needed: false });
});

t.test("the groups of another subject do not reveal a protected person", async (t) => {
  const list = listForAll(2);
  const [first, second] = list["subjects"] as Record<string, Group>[];
  put(second, "/cause/protected", true);
  put(second, "/needs/items", [{ code: "N01" }]);
  const { name, idNumber } = second?.["identity"] ?? {};
  const personId = second?.["personId"];
  for (const by of [{ personId }, { idNumber }, { name }]) {
    put(first, "/household/members/1", {
      relation: "⟦relation⟧",
      birth: { date: "2014-03-03" },
      phone: "⟦member⟧",
      ...by,
    });
    put(first, "/contact/persons/1", { phone: "⟦contact⟧", relation: "52", ...by });
    put(first, "/guardianship/guardians/1", {
      conflict: false,
      phone: "⟦guardian⟧",
      originalIdNumber: "⟦document⟧",
      ...by,
    });
    for (const role of ROLES) {
      const { body } = policy.disclose("aid-subject-list", list, TODAY)(party(role));
      const seen = JSON.stringify((body["subjects"] as unknown[]).at(0));
      const found = ["⟦member⟧", "⟦contact⟧", "⟦guardian⟧", "⟦document⟧", "2014-03-03"].filter((text) =>
        seen.includes(text),
      );
      const wanted = role === "civil-affairs" ? 2 : 0;
      t.equal(found.length, wanted, `${role}, named by ${Object.keys(by).join()}: ${found.join(" ")}`);
    }
  }
  put(second, "/cause/protected", false);
  const { body } = policy.disclose("aid-subject-list", list, TODAY)(party("housing"));
  t.match(
    JSON.stringify(body["subjects"]),
    /⟦member⟧/,
    "of one without protection the household is what the matrix says",
  );
});

/** Two subjects, the second a protected child; what the first one's packet tells of it to a department. */
function toldOfChild(role: Role, of: { readonly parent: Group; readonly child?: Group }): string[] {
  const list = listForAll(2);
  for (const [place, value] of Object.entries({
    "cause/protected": true,
    "needs/items": [{ code: "N01" }],
    "identity/name": "阿依努尔·买买提",
    "identity/birth": { date: "2014-03-03", precision: "D" },
    "household/householdId": "H-2",
    "household/members": [{ relation: "02", name: "⟦grandmother⟧" }],
    ...of.child,
  })) {
    put(list, `/subjects/1/${place}`, value);
  }
  for (const [place, value] of Object.entries({
    "identity/birth": { date: "1985-01-01", precision: "D" },
    "household/householdId": "H-1",
    "household/headName": "⟦head⟧",
    "household/members": [{ relation: "02", name: "⟦parent⟧" }],
    ...of.parent,
  })) {
    put(list, `/subjects/0/${place}`, value);
  }
  const { body } = policy.disclose("aid-subject-list", list, TODAY)(party(role));
  const seen = JSON.stringify((body["subjects"] as unknown[]).at(0));
  return ["⟦secret⟧", "⟦head⟧"].filter((text) => seen.includes(text));
}

/** How a household names the child, with something beside it that must not be seen. */
const member = (child: Group) => ({
  parent: { "household/members": [{ relation: "20", shareNote: "⟦secret⟧", ...child }] },
});

t.test("a protected child is sheltered in every spelling of its name", async (t) => {
  const name = "阿依努尔·买买提";
  const unseen: string[] = [];
  for (let point = 0; point <= 0x10_ff_ff; point++) {
    const character = String.fromCodePoint(point);
    if (/\p{Default_Ignorable_Code_Point}/u.test(character)) unseen.push(character);
  }
  t.ok(unseen.length > 4_000, "variation selectors, Hangul fillers, U+034F, tags and reserved points among them");
  const { isAbout } = shelter([{ personId: "P-1", identity: { name } }]);
  const told = unseen.filter((character) =>
    [`阿${character}依努尔·买买提`, `${character}${name}`, `${name}${character}`].some((name) => !isAbout({ name })),
  );
  t.same(
    told.map((character) => character.codePointAt(0)),
    [],
  );
  const spellings = [
    "阿依努尔•买买提",
    "阿依努尔 买买提",
    "阿依努尔买买提",
    "阿\u{e0100}依努尔·买买提",
    "（阿依努尔·买买提）",
  ];
  for (const spelling of [name, ...spellings, `阿\u3164依努尔·买买提`, `${name}\ufe0f`]) {
    t.same(toldOfChild("housing", member({ name: spelling })), [], JSON.stringify(spelling));
  }
  const latin = { "identity/name": "José Müller" };
  for (const spelling of ["JOSE MULLER", "Jose\u0301 Mu\u0308ller", "Ｊｏｓé Müller", "Jоsé Müller"]) {
    t.same(toldOfChild("housing", { ...member({ name: spelling }), child: latin }), [], spelling);
  }
  t.same(
    toldOfChild("housing", member({ name: "买买提·吐尔逊" })),
    ["⟦secret⟧", "⟦head⟧"],
    "another name is another person",
  );
});

t.test("a protected child is sheltered under another name too", async (t) => {
  const other = { name: "小努" };
  const hidden = (of: Parameters<typeof toldOfChild>[1], why: string) => {
    for (const role of ["housing", "agriculture-rural", "trade-union"] as const) {
      t.same(toldOfChild(role, of), [], `${why}, ${role}`);
    }
  };
  const seen = (of: Parameters<typeof toldOfChild>[1], why: string) =>
    t.same(toldOfChild("housing", of), ["⟦secret⟧", "⟦head⟧"], why);
  hidden(
    member({ ...other, birth: { date: "2014-03-03", precision: "D" } }),
    "without a number and born on the same day",
  );
  hidden(member({ ...other, birth: { date: "2014", precision: "Y" } }), "who may be born on the same day");
  seen(member({ ...other, birth: { date: "2014-03-04", precision: "D" } }), "born on another day");
  seen(member({ ...other, birth: { date: "2014-03-03" }, personId: "P-7" }), "another subject of the list");
  const numbered = { idType: "01", idNumber: sampleCitizenNumber("320723", "2014-03-03") };
  seen(member({ ...other, ...numbered }), "whose number is another");
  const without = { "identity/idNumber": undefined, "identity/originalIdNumber": undefined };
  hidden(
    { ...member({ ...other, ...numbered }), child: without },
    "whose number says the same day, of a child without one",
  );
  const old = { "identity/idNumber": sampleCitizenNumber("320723", "1988-06-14") };
  hidden({ ...member({ ...other, originalIdNumber: "320723880614000" }), child: old }, "by the old number");
  const { parent } = member(other);
  hidden({ parent: { ...parent, "household/householdId": "H-2" } }, "in the child's household");
  const housemates = { "household/members": [{ relation: "02", name: "⟦grandmother⟧", personId: "P-1" }] };
  hidden({ parent: { ...parent, personId: "P-1" }, child: housemates }, "whose own household names the parent");
  hidden({ parent: { ...parent, "household/headName": "阿依努尔买买提" } }, "as head of the household");
  hidden({ ...member({ name: "旧名" }), child: { "identity/formerNames": ["旧 名"] } }, "by a former name");
  seen(member(other), "nothing says that it is the child");
});
