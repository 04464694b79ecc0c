import t from "tap";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { leaves, tellTales } from "../support/exchange/marked-list.ts";
import { listForAll, TODAY } from "./marked-subject.ts";
import { MATRIX, REDUCED, ROLES, type Role } from "./matrix-table.ts";

type Group = Readonly<Record<string, unknown>>;

const { policy, party, config } = await defaultPolicy();
const list = listForAll();
const subject = (list["subjects"] as Record<string, Group>[]).at(0) as Record<string, Group>;
const header = list["header"] as Group;

function symbolOf(row: string | undefined, role: Role): string {
  return [...(row ?? "")].at(ROLES.indexOf(role)) ?? "";
}

/** What a department sees of the subject by the table. */
function expected(role: Role): Record<string, unknown> {
  const seen: Record<string, unknown> = { personId: subject["personId"] };
  for (const [group, row] of Object.entries(MATRIX)) {
    const symbol = symbolOf(row, role);
    if (symbol === "○") continue;
    const whole = subject[group] ?? {};
    const view = symbol === "●" ? whole : REDUCED[group]?.[symbol]?.(whole, subject, role);
    if (view !== undefined) seen[group] = view;
  }
  return seen;
}

t.test("table and policy have equal roles, and every group of the list", async (t) => {
  t.strictSame(Object.keys(config.sharingPolicy.roles), [...ROLES]);
  t.strictSame(new Set(Object.keys(subject)), new Set([...Object.keys(MATRIX), "personId"]));
  t.strictSame(new Set(Object.keys(config.sharingPolicy.groups)), new Set(Object.keys(MATRIX)));
  for (const [group, row] of Object.entries(MATRIX)) t.equal([...row].length, ROLES.length, group);
});

for (const role of ROLES) {
  const disclosure = policy.disclose("aid-subject-list", list, TODAY)(party(role));
  const [seen = {}] = disclosure.body["subjects"] as Record<string, unknown>[];
  const wanted = expected(role);

  t.test(`${role} sees of each group exactly what the matrix says`, async (t) => {
    for (const group of Object.keys(subject)) t.strictSame(seen[group], wanted[group], group);
    t.strictSame(Object.keys(seen).toSorted(), Object.keys(wanted).toSorted(), "and no other group");
  });

  t.test(`${role}: the packet's record names the groups that it holds`, async (t) => {
    const groups = disclosure.groups.filter(({ group }) => group in subject);
    t.strictSame(
      new Set(groups.map(({ group }) => group)),
      new Set(Object.keys(wanted).filter((group) => group !== "personId")),
    );
    for (const { group, level } of groups) {
      t.equal(level, symbolOf(MATRIX[group], role) === "●" ? "full" : "reduced", group);
    }
  });

  t.test(`${role}: no withheld value occurs anywhere in the packet`, async (t) => {
    const packet = JSON.stringify(disclosure);
    const allowed = new Set(leaves({ seen: wanted, header: expectedHeader(role), case: expectedCase(role) }).values());
    const withheld = [...tellTales(list)].filter(([, text]) => !allowed.has(text));
    t.ok(withheld.length > 20, `${withheld.length} withheld values are looked for`);
    for (const [pointer, text] of withheld) {
      if (packet.includes(text)) t.fail(`${pointer} leaked`);
    }
    // The whole of the packet is what was expected: nothing of another shape hides in it.
    t.strictSame(disclosure.body, {
      header: expectedHeader(role),
      ...(expectedCase(role) === undefined ? {} : { case: expectedCase(role) }),
      subjects: [wanted],
    });
  });
}

function expectedHeader(role: Role): unknown {
  const { listNumber, to, approval, ...rest } = header;
  const { approver: _approver, ...approved } = approval as Group;
  t.ok(Array.isArray(to), "the list names its recipients");
  const numbered = ["civil-affairs", "legal-aid", "procuratorate"].includes(role);
  return { ...rest, ...(numbered ? { listNumber } : {}), approval: approved };
}

function expectedCase(role: Role): unknown {
  return role === "legal-aid" || role === "procuratorate" ? list["case"] : undefined;
}

t.test("of the addressed parties a recipient sees only itself", async (t) => {
  const addressed = structuredClone(list);
  const to = ["education", "housing"].map((department) => ({ department, division: "990101", name: department }));
  (addressed["header"] as Record<string, unknown>)["to"] = to;
  const seen = policy.disclose("aid-subject-list", addressed, TODAY)(party("education"));
  t.strictSame((seen.body["header"] as Group)["to"], [to[0]]);
  const other = policy.disclose("aid-subject-list", addressed, TODAY)(party("legal-aid"));
  t.equal((other.body["header"] as Group)["to"], undefined);
});

t.test("every value of the list is marked", async (t) => {
  // A test that looks for values finds nothing when there are none.
  t.ok(tellTales(list).size > 150, `${tellTales(list).size} values can be told apart`);
  for (const group of Object.keys(MATRIX)) {
    const found = [...tellTales(list).keys()].some((pointer) => pointer.startsWith(`/subjects/0/${group}/`));
    t.ok(found || group === "difficulty", `${group} has values that can be told apart`);
  }
});
