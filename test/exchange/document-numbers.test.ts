import t, { type Test } from "tap";
import type { TestParty } from "../support/exchange/flow.ts";
import { flowFixture, JOSE } from "../support/exchange/flow.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { Refusal } from "../../src/domain/refusal.ts";
import { rejection } from "../support/refusal.ts";
import { like } from "../support/like.ts";

const f = await flowFixture(t);
const { procuratorate, school } = f.parties;
let jti = 0;

const submit = async (
  header: Record<string, unknown>,
  more: Record<string, unknown> = {},
  from: TestParty = procuratorate,
) => {
  const to = [from === procuratorate ? "civil-affairs" : "procuratorate"];
  const envelope = await f.envelope(from, { jti: `n-${++jti}`, to, body: { header }, ...more });
  return f.exchange.submit(from.caller, envelope, JOSE);
};
const duplicate = async (t: Test, earlier: string, codes: readonly string[], header: object, more: object = {}) => {
  const work = () => submit(header as Record<string, unknown>, more as Record<string, unknown>);
  const refusal = await rejection(Refusal, work);
  t.same([refusal?.code, refusal?.options.members?.message], ["duplicate-document", earlier]);
  t.same(
    refusal?.options.errors?.map(({ code }) => code),
    codes,
  );
};

t.test(
  "a transferId or document number of another message of the sender is refused and names that message",
  async (t) => {
    const first = await submit({ transferId: "T1", listNumber: "L1" });
    await duplicate(t, first.id, ["duplicate-transfer-id", "duplicate-document-number"], {
      transferId: "T1",
      listNumber: "L1",
    });
    await duplicate(t, first.id, ["duplicate-transfer-id"], { transferId: "T1", listNumber: "L2" });
    await duplicate(t, first.id, ["duplicate-document-number"], { transferId: "T2", listNumber: "L1" });
    await duplicate(t, first.id, ["duplicate-document-number"], { transferId: "T2", documentNumber: "L1" });
    const lead = { type: "reverse-lead", to: ["procuratorate"] };
    t.ok(
      await submit({ transferId: "T1", documentNumber: "L1" }, lead, school),
      "another sender's numbers are its own",
    );
    t.ok(await submit({ transferId: "T2", listNumber: "L2" }), "a refused message leaves its numbers free");
  },
);

t.test("a message says that it supersedes or continues an earlier one", async (t) => {
  const first = await submit({ transferId: "S1", listNumber: "M1" });
  await submit({ transferId: "S1", listNumber: "M1", supersedes: { transferId: "S1" } });
  await submit({ transferId: "S2", listNumber: "M1", supersedes: { transferId: "S1" } });
  await submit({ transferId: "S3", listNumber: "M1", continues: "S2" });
  await duplicate(t, first.id, ["duplicate-document-number"], { transferId: "S4", listNumber: "M1", continues: "S9" });
  await duplicate(t, first.id, ["duplicate-transfer-id"], { transferId: "S1", listNumber: "M1", continues: "S2" });
  await duplicate(t, first.id, ["duplicate-transfer-id"], { transferId: "S1", supersedes: { transferId: "S2" } });
});

t.test("messages of a thread share the number of its letter, and have a transferId each", async (t) => {
  const list = await submit({ transferId: "R1", listNumber: "K1" });
  const inThread = { type: "supplement", thread: list.id };
  const supplement = await submit({ transferId: "R2", listNumber: "K1", supplements: "R1" }, inThread);
  await submit({ transferId: "R3", listNumber: "K1", supplements: "R1" }, inThread);
  await duplicate(t, supplement.id, ["duplicate-transfer-id"], { transferId: "R2", listNumber: "K1" }, inThread);
  await submit({ transferId: "R1", supersedes: { transferId: "R1" } }, { ...inThread, type: "correction" });
});

t.test("the same message again gets its first answer, and a check tells of a duplicate", async (t) => {
  const envelope = await f.envelope(procuratorate, {
    jti: "again",
    to: ["civil-affairs"],
    body: { header: { transferId: "Q1" } },
  });
  const first = await f.exchange.submit(procuratorate.caller, envelope, JOSE);
  const again = await f.exchange.submit(procuratorate.caller, envelope, JOSE);
  t.same([again.repeat, again.id], [true, first.id]);
  const other = await f.envelope(procuratorate, {
    jti: "checked",
    to: ["civil-affairs"],
    body: { header: { transferId: "Q1" } },
  });
  t.equal(
    await refusalOf(f.exchange.check(procuratorate.caller, other, JOSE)),
    "duplicate-document duplicate-transfer-id",
  );
});

t.test("of messages with one number that arrive at once, one is accepted and the others name it", async (t) => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, n) => submit({ transferId: "P1", listNumber: `P-${n % 3}` })),
  );
  const accepted = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value.id] : []));
  t.equal(accepted.length, 1);
  for (const each of outcomes) {
    if (each.status === "fulfilled") continue;
    like(t, each.reason, { code: "duplicate-document", options: { members: { message: accepted[0] } } });
  }
});

t.test("messages that may use a number again are all accepted, also when they arrive at once", async (t) => {
  const header = { transferId: "U1", listNumber: "U-1", supersedes: { transferId: "U1" } };
  const first = await submit({ transferId: "U0", listNumber: "U-0" });
  const again = Array.from({ length: 6 }, () => submit(header));
  const continued = Array.from({ length: 6 }, (_, n) =>
    submit({ transferId: `V${n}`, listNumber: "V-1", continues: "U0" }),
  );
  const all = await Promise.all([...again, ...continued]);
  t.equal(new Set([first.id, ...all.map(({ id }) => id)]).size, 13);
});

t.test("neither the log nor the database has a number", async (t) => {
  await submit({ transferId: "0b9e-number-of-a-transfer", listNumber: "number-of-a-letter" });
  await refusalOf(submit({ transferId: "0b9e-number-of-a-transfer", listNumber: "number-of-a-letter" }));
  const { rows } = await f.store.pool.query<{ text: string }>(
    "select k::text as text from document_keys k union all select convert_from(bytes, 'UTF8') from recorded_entries",
  );
  t.ok(rows.length > 20);
  t.notOk(rows.some(({ text }) => text.includes("number-of-a")));
});
