/**
 * Second copy of the minimisation matrix: the symbols are those of the domain's table (● full, ◐ reduced, ○ none), the
 * reduced forms are written out. Tests compare the policy with it, so neither can change alone.
 */
export const ROLES = [
  "civil-affairs",
  "hr-social-security",
  "medical-insurance",
  "agriculture-rural",
  "education",
  "housing",
  "disabled-federation",
  "women-federation",
  "youth-league",
  "trade-union",
  "legal-aid",
  "veterans",
  "township",
  "public-security",
  "health",
  "emergency-management",
  "charity",
  "social-work",
  "procuratorate",
] as const;

export type Role = (typeof ROLES)[number];
type Group = Readonly<Record<string, unknown>>;
type Subject = Readonly<Record<string, Group>>;
/** Makes a reduced form; undefined when nothing of the group is left. */
export type Reduced = (group: Group, subject: Subject, role: Role) => unknown;

/** Columns: 民 社 医 农 教 住 残 妇 团 工 法 退 镇 警 卫 应 善 社 检. A letter is a reduced form of the row. */
export const MATRIX: Readonly<Record<string, string>> = {
  identity: "●●●●●●●pp●●●●●●●pp●",
  contact: "●●●●g●●●●●●●●●●●●●●",
  address: "●66●6●999669●●6●9v●",
  cause: "c○t○○○○c○○●○○c○○○○●",
  health: "●○●f○○s○○f○○f○●○○○●",
  disability: "●ggggg●○○○ggg○g○○○●",
  household: "●ws●g●ss○●ss●○sss○●",
  income: "●bb●b●b○○●○b●○○○○○●",
  property: "●○○h○H○○○h○○●○○○○○●",
  expenses: "●○m●e○c○○●○○●○m○○○●",
  difficulty: "●oo●oooooooooooooo●",
  judicialAid: "●yyy○○yy○y●yy○○○○y●",
  existingAid: "●cc●c●cc○ccc●○○cc○●",
  education: "gl○l●○l○g○○○○○○○○○g",
  employment: "●●○s○○ss○●○●s○○○○○●",
  guardianship: "●○nnr○nrr○●○nrn○○r●",
  consent: "oooooooooooooooooRo",
  // Rows that the domain's table does not have; the policy gives the reasons.
  demographics: "●llrlrllllllrrllll●",
  livelihood: "●○○○○○○○○○○○○○○○○○○",
  needs: "●oo●ooooooooooooo○●",
  parents: "●○○○○○○○○○○○○○○○○○○",
  payment: "○○○○○○○○○○○○○○○○○○○",
  attachments: "aaaaaaaaaaaaaaaaa○a",
  bridge: "●○○○○○○○○○○○●○○○○○○",
  plan: "mooooooooomoooooo○○",
};

const pick = (from: Group, ...names: string[]) => Object.fromEntries(names.map((name) => [name, from[name]]));
const each = (items: unknown, ...names: string[]) => (items as Group[]).map((item) => pick(item, ...names));
const cut = (address: unknown, digits: number) => ({
  division: String((address as Group)["division"]).slice(0, digits),
});

/** Difficulty types (field 58) and special groups (field 41) that belong to a role. */
const OWN: Readonly<
  Record<Role, readonly [types: readonly string[], groups: readonly string[], needs: readonly string[]]>
> = {
  "civil-affairs": [[], [], []],
  "hr-social-security": [["05"], ["05"], ["N07", "N12", "N16"]],
  "medical-insurance": [["02"], ["08"], ["N04"]],
  "agriculture-rural": [[], [], []],
  education: [["03"], ["01", "09"], ["N05", "N10", "N14"]],
  housing: [["04"], ["04"], ["N06"]],
  "disabled-federation": [["06"], ["02"], ["N03", "N07", "N09"]],
  "women-federation": [
    ["06", "07"],
    ["01", "03"],
    ["N07", "N10", "N11", "N14"],
  ],
  "youth-league": [
    ["03", "06", "07"],
    ["01", "09"],
    ["N05", "N10", "N14"],
  ],
  "trade-union": [["05", "09"], [], ["N07", "N12", "N16"]],
  "legal-aid": [["08"], [], ["N15", "N16"]],
  veterans: [[], ["05"], ["N13"]],
  township: [
    ["01", "04", "06", "09", "10"],
    ["01", "02", "04", "07", "08", "09"],
    ["N01", "N02", "N03", "N09", "N10", "N17"],
  ],
  "public-security": [["06"], ["01", "03"], ["N10", "N11", "N17"]],
  health: [
    ["02", "06", "07"],
    ["02", "07", "08"],
    ["N03", "N04", "N14"],
  ],
  "emergency-management": [["04", "10"], [], ["N02"]],
  charity: [["01", "02", "10"], [], ["N02"]],
  "social-work": [["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "99"], ["01", "02"], []],
  procuratorate: [[], [], []],
};

/** Attachments (field 74) that each role sees: those that prove a group which it sees in full. */
const ATTACHMENTS: Readonly<Record<Role, string>> = {
  "civil-affairs": "1234678",
  "hr-social-security": "1",
  "medical-insurance": "14",
  "agriculture-rural": "1237",
  education: "1",
  housing: "127",
  "disabled-federation": "1",
  "women-federation": "",
  "youth-league": "",
  "trade-union": "127",
  "legal-aid": "1568",
  veterans: "1",
  township: "127",
  "public-security": "1",
  health: "14",
  "emergency-management": "1",
  charity: "",
  "social-work": "",
  procuratorate: "12345678",
};

/** What every department sees of a plan: its own measures without their basis, and goals of its difficulty types. */
function planOf(group: Group, _subject: Subject, role: Role): Group {
  const all = role === "civil-affairs" || role === "agriculture-rural";
  const goals = (group["goals"] as Group[]).filter(
    ({ difficultyType }) => all || OWN[role][0].includes(String(difficultyType)),
  );
  return {
    longTerm: pick(group["longTerm"] as Group, "yes", "reviewEvery"),
    ...pick(group, "personView"),
    ...(goals.length === 0 ? {} : { goals }),
    measures: (group["measures"] as Group[])
      .filter(({ owner }) => owner === role)
      .map((measure) => pick(measure, "measureId", "need", "text", "owner", "reason")),
  };
}

export const REDUCED: Readonly<Record<string, Readonly<Record<string, Reduced>>>> = {
  identity: {
    p: (group) => ({ ...pick(group, "name", "sex"), birthYear: String((group["birth"] as Group)["date"]).slice(0, 4) }),
  },
  contact: { g: ({ persons }) => ({ persons: (persons as Group[]).filter(({ relation }) => relation !== "01") }) },
  address: {
    "6": ({ registered, residence }) => ({ registered: cut(registered, 6), residence: cut(residence, 6) }),
    "9": ({ registered, residence }) => ({ registered: cut(registered, 9), residence: cut(residence, 9) }),
    v: (group) => pick(group, "residence"),
  },
  cause: { c: () => ({ class: "injury", protected: false }), t: () => ({ thirdPartyLiability: true }) },
  health: {
    f: () => ({ seriousIllness: true }),
    s: (group) => ({ seriousIllness: true, selfCare: group["selfCare"] }),
  },
  disability: { g: ({ cards }) => ({ cards: each(cards, "class", "grade") }) },
  household: {
    s: (group) => pick(group, "size"),
    w: (group) => ({ size: group["size"], jobless: 1 }),
    g: (_group, { guardianship }) => ({ guardians: each(guardianship?.["guardians"], "name", "relation") }),
  },
  income: { b: () => ({ band: "<=1.5" }) },
  property: {
    h: (group) =>
      Object.fromEntries(
        Object.entries(group).map(([kind, held]) => [kind, kind === "scope" ? held : pick(held as Group, "holding")]),
      ),
    H: (group) => pick(group, "houses"),
  },
  expenses: {
    m: (group) => pick(group, "medical"),
    e: (group) => pick(group, "education"),
    c: () => ({ disabilityCare: true }),
  },
  difficulty: {
    o: (group, _subject, role) => ({
      ...pick(group, "nature", "level"),
      longTerm: pick(group["longTerm"] as Group, "needed"),
      types: (group["types"] as string[]).filter((type) => OWN[role][0].includes(type)),
      specialGroups: (group["specialGroups"] as string[]).filter((code) => OWN[role][1].includes(code)),
    }),
  },
  judicialAid: { y: () => ({ granted: true }) },
  existingAid: {
    c: (group) => ({ noneConfirmed: false, categories: (group["current"] as Group[]).map(({ category }) => category) }),
  },
  education: { l: (group) => pick(group, "level"), g: (group) => pick(group, "level", "grade") },
  employment: { s: (group) => pick(group, "labour", "status") },
  guardianship: {
    n: ({ guardians }) => ({ guardians: each(guardians, "name", "relation") }),
    r: ({ guardians }) => ({
      guardians: each(guardians, "name", "relation", "phone", "kind", "legalDocument", "conflict"),
    }),
  },
  consent: {
    o: ({ records, ...rest }, _subject, role) => ({
      ...rest,
      records: [{ ...(records as Group[])[0], receivers: [role] }],
    }),
    R: ({ records, notices, noticeExemption }, _subject, role) => ({
      ...(notices === undefined ? {} : { notices }),
      ...(noticeExemption === undefined ? {} : { noticeExemption }),
      records: [{ ...(records as Group[])[0], receivers: [role] }],
    }),
  },
  demographics: { l: (group) => pick(group, "lifeStatus"), r: (group) => pick(group, "lifeStatus", "hukouType") },
  needs: {
    o: (group, _subject, role) => ({
      ...pick(group, "willApply", "helpedApply"),
      items: (group["items"] as Group[]).filter(
        ({ code, department }) => OWN[role][2].includes(String(code)) || department === role,
      ),
    }),
  },
  plan: {
    m: (group, subject, role) => ({ ...pick(group, "cash"), ...planOf(group, subject, role) }),
    o: (group, subject, role) => planOf(group, subject, role),
  },
  attachments: {
    a: (group, _subject, role) => {
      const items = (group["items"] as Group[]).filter(({ type }) => ATTACHMENTS[role].includes(String(type)));
      return items.length === 0 ? undefined : { items };
    },
  },
};
