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
    const ran = await aidx.run("find-person --basis pipl-47 --reference 2026-17 --json");
    t.equal(ran.code, 0, ran.stderr);
    return (ran.lines[0] as unknown as PersonThreadsAnswer).threads;
  };
  for (const number of [SUBJECT, MEMBER, "３２０７２３１９８８０６１４０００７\n", "320723880614000"]) {
    like(t, await find(number), [{ thread, type: "aid-subject-list", sender: "procuratorate", messages: 1 }]);
  }
  t.same(await find("110101194912310008"), [], "another person");
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
  t.same(Object.keys(last).sort(), ["actor", "basis", "reference", "threads", "time", "type", "v"]);
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
