import type { PersonThreadsAnswer } from "../../src/domain/generated/answers.ts";
import { readFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import type { ProblemError } from "../../src/sdk/index.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { like } from "../support/like.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const sender = await senderOf(home);
/** The example's subject and a member of her household: synthetic (sequence 000). */
const SUBJECT = "320723198806140007";
const MEMBER = "110101201001010007";
const ANOTHER = "110101194912310008";

interface List {
  readonly subjects: readonly { readonly household: { members: object[] } }[];
}

async function submitted(jti: string): Promise<string> {
  const list = (await exampleList()) as unknown as List;
  const member = { personId: "P-2025-0002", name: "阿依努尔·买买提", relation: "37", idType: "01", idNumber: MEMBER };
  list.subjects[0]?.household.members.splice(1, 1, member);
  const sealed = await sender.seal(list as never, { type: "aid-subject-list", jti });
  return (await sender.push(sealed)).answer.thread;
}

async function lookUp(body: unknown, party = "operator"): Promise<PersonThreadsAnswer> {
  const client = await clientOf(home, party);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const call = { method: "POST", path: "/v1/person-lookups", contentType: "application/json", body: text } as const;
  return (await client.json(call)) as PersonThreadsAnswer;
}

const WHY = { basis: "pipl-47", reference: "2026-17" };

t.test("person look-up: an operator finds a person's threads, destroys them, and finds none afterwards", async (t) => {
  const thread = await submitted("found");
  const aidx = new CommandLine(await temporaryDirectory(t), {
    AIDX_GATEWAY: home.url,
    AIDX_PARTY: "operator",
    LANG: "en",
  });
  const keys = await readFile(path.join(home.keys, "dev", "operator.jwks.json"), "utf8");
  await aidx.giveKeys("operator", JSON.parse(keys) as never);
  const find = async (number: string) => {
    aidx.input = number;
    // A request is about one person.
    const reference = { [MEMBER]: "2026-18", [ANOTHER]: "2026-19" }[number] ?? "2026-17";
    const ran = await aidx.run(`find-person --basis pipl-47 --reference ${reference} --json`);
    t.equal(ran.code, 0, ran.stderr);
    return (ran.lines[0] as unknown as PersonThreadsAnswer).threads;
  };
  for (const number of [SUBJECT, MEMBER, "３２０７２３１９８８０６１４０００７\n", "320723880614000"]) {
    like(t, await find(number), [{ thread, type: "aid-subject-list", sender: "procuratorate", messages: 1 }]);
  }
  t.same(await find(ANOTHER), [], "another person");
  aidx.input = "";
  t.equal((await aidx.run("find-person --basis pipl-47 --reference 2026-17")).code, 2, "no number");

  const [found] = await find(SUBJECT);
  t.ok((found?.open ?? 0) > 0, "packets on their way are reported");
  const { packets } = await sender.message(thread);
  for (const { id, recipient } of packets) {
    const department = await departmentOf(home, recipient);
    await department.acknowledge(await department.fetch({ packet: id }), "accepted");
  }
  t.equal((await find(SUBJECT))[0]?.open, 0);
  t.equal((await aidx.run(`erase ${thread} --basis pipl-47 --reference 2026-17`)).code, 0);
  t.same(await find(SUBJECT), []);
  t.same(await find(MEMBER), []);
  const { rows } = await gateway.store.pool.query("select from person_index");
  t.equal(rows.length, 0);
});

t.test("person look-up: the question is in the log; the person is neither there nor in the database", async (t) => {
  await submitted("recorded");
  const { threads } = await lookUp({ idType: "01", idNumber: SUBJECT, ...WHY });
  t.equal(threads.length, 1);
  const { rows } = await gateway.store.pool.query<{ text: string }>(
    "select convert_from(bytes, 'UTF8') as text from recorded_entries where type = 'person-lookup' order by leaf_index nulls last, pending_id",
  );
  const last = JSON.parse(rows.at(-1)?.text ?? "{}") as object;
  like(t, last, { actor: "operator", ...WHY, threads: 1 });
  t.same(Object.keys(last).sort(), ["actor", "asked", "basis", "quota", "reference", "threads", "time", "type", "v"]);
  const tables = await gateway.store.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  let looked = 0;
  for (const { name } of tables.rows) {
    const all = await gateway.store.pool.query<{ text: string }>(`select r::text as text from "${name}" as r`);
    for (const { text } of all.rows) t.notOk(text.includes(SUBJECT) || text.includes(MEMBER), name);
    looked += all.rows.length;
  }
  t.ok(looked > 20, `${looked} rows of ${tables.rows.length} tables`);
});

t.test("person look-up: it answers only after its entry is committed", async (t) => {
  const pool = gateway.store.pool;
  await pool.query("alter table audit_pending add constraint none check (type <> 'person-lookup') not valid");
  t.teardown(() => pool.query("alter table audit_pending drop constraint none"));
  await t.rejects(lookUp({ idType: "01", idNumber: SUBJECT, ...WHY }), /internal \(HTTP 500\)/);
});

t.test("person look-up: a malformed request is refused without quoting it", async (t) => {
  const number = { idType: "01", idNumber: SUBJECT };
  for (const body of [
    "",
    "[]",
    "{",
    number,
    { ...number, basis: "curiosity", reference: "1" },
    { ...number, ...WHY, reference: SUBJECT },
    { ...number, ...WHY, name: "陈秀兰" },
    { ...WHY, idType: "00", idNumber: SUBJECT },
    { ...WHY, idType: "01", idNumber: "320723198806140008" },
    { ...WHY, idType: "01", idNumber: 320723198806140 },
    { ...WHY, idType: "01", idNumber: { $ne: "" } },
    { ...WHY, idType: "08", idNumber: "陈秀兰" },
  ]) {
    const refusal = await lookUp(body).then(
      () => undefined,
      (error: unknown) => error as ProblemError,
    );
    t.equal(refusal?.status, 400, JSON.stringify(body));
    t.notMatch(JSON.stringify(refusal?.document), /3207|陈秀兰|curiosity/);
  }
  for (const party of ["auditor", "security-administrator", "procuratorate", "civil-affairs"]) {
    await t.rejects(lookUp({ ...number, ...WHY }, party), { name: "ProblemError", status: 403 }, party);
  }
});

/** Look-up of a synthetic number under a reference: its status, or code and detail of its problem. */
async function outcome(idNumber: string, reference: string, party = "operator"): Promise<unknown> {
  return lookUp({ idType: "01", idNumber, basis: "pipl-47", reference }, party).then(
    ({ threads }) => threads.length,
    (error: unknown) => (error as ProblemError).document?.code,
  );
}

t.test("person look-up: one request is about one number", async (t) => {
  t.equal(await outcome(MEMBER, "one-number"), 1);
  t.equal(await outcome(MEMBER, "one-number"), 1, "asked again");
  t.equal(await outcome(ANOTHER, "one-number"), "state-conflict");
  t.equal(await outcome(ANOTHER, "another-request"), 0);
});

t.test(
  "person look-up: numbers cannot be tried out; above the quota a second person approves each request",
  async (t) => {
    const few = await gatewayHome(t, { gateway: { limits: { personLookups: 3 } } });
    const strict = await start(t, few);
    const client = await clientOf(few, "operator");
    const ask = async (reference: string, idNumber = SUBJECT) => {
      const body = JSON.stringify({ idType: "01", idNumber, basis: "pipl-45", reference });
      const call = { method: "POST", path: "/v1/person-lookups", contentType: "application/json", body } as const;
      return client.json(call).then(
        () => "found",
        (error: unknown) => (error as ProblemError).document?.code,
      );
    };
    const requests = ["a", "b", "c", "d", "e", "f"];
    const outcomes = await Promise.all(requests.map((reference) => ask(reference)));
    t.equal(outcomes.filter((one) => one === "found").length, 3, "at once too");
    t.equal(outcomes.filter((one) => one === "approval-required").length, 3);
    const refused = requests[outcomes.indexOf("approval-required")] ?? "";
    const known = requests[outcomes.indexOf("found")] ?? "";
    t.equal(await ask(known), "found", "a request that was asked may be asked again");

    const aidx = new CommandLine(await temporaryDirectory(t), {
      AIDX_GATEWAY: few.url,
      AIDX_PARTY: "security-administrator",
      LANG: "en",
    });
    const keys = await readFile(path.join(few.keys, "dev", "security-administrator.jwks.json"), "utf8");
    await aidx.giveKeys("security-administrator", JSON.parse(keys) as never);
    const approve = async (operator: string) =>
      (await aidx.run(`approve-lookup --operator ${operator} --reference ${refused}`)).code;
    t.not(await approve("auditor"), 0, "a request of one who is no operator");
    t.equal(await approve("operator"), 0);
    t.equal(await approve("operator"), 0, "twice is once");
    t.equal(await ask(refused), "found");
    t.equal(await ask(refused, MEMBER), "state-conflict", "an approved request too is about one number");
    await strict.store.pool.query("alter table person_index rename to away");
    t.equal(await ask("g"), "approval-required", "what is refused is not looked for: its time tells nothing");
    t.equal(await ask(known, MEMBER), "state-conflict");
    await strict.store.pool.query("alter table away rename to person_index");
    const { rows } = await strict.store.pool.query<{ text: string }>(
      "select convert_from(bytes, 'UTF8') as text from recorded_entries where type like 'person-lookup%' order by leaf_index nulls last, pending_id",
    );
    const entries = rows.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    t.same(
      entries.map(({ asked }) => asked),
      [1, 2, 3, 3, undefined, 4],
      "each says how many there were",
    );
    like(t, entries.slice(-2), [
      { type: "person-lookup-approved", actor: "security-administrator", operator: "operator", reference: refused },
      { type: "person-lookup", actor: "operator", reference: refused, quota: 3, approvedBy: "security-administrator" },
    ]);
  },
);
