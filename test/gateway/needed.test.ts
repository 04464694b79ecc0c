/** A list for an emergency goes through a gateway without the groups that the need does not ask for. */
import t from "tap";
import { exampleList, departmentOf, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { commandLineOf } from "../support/gateway/operator.ts";

const home = await gatewayHome(t);
await start(t, home);
const sender = await senderOf(home);

/** The example's first person, in an emergency only, without what nobody asks for then. */
async function urgent(...needs: readonly string[]): Promise<Record<string, unknown>> {
  const list = await exampleList();
  const [first] = list.subjects as Record<string, unknown>[];
  const { contact: _, household: __, income: ___, property: ____, consent: _____, ...subject } = first ?? {};
  const items = needs.map((code) => ({ code, urgency: "1" }));
  return { ...list, subjects: [{ ...subject, needs: { items, willApply: "1", helpedApply: true } }] };
}

t.test(
  "check and acceptance warn of the notice that is not recorded; the department reads what there is",
  async (t) => {
    const sealed = await sender.seal((await urgent("N02")) as never, { type: "aid-subject-list", jti: "urgent" });
    const checked = await sender.check(sealed);
    const about = ({ code, pointer }: { code: string; pointer: string }) => `${code} ${pointer}`;
    t.ok(checked.warnings?.map(about).includes("notice-not-recorded /body/subjects/0/consent/notices"));
    const { answer } = await sender.push(sealed);
    t.ok(answer.warnings?.map(about).includes("notice-not-recorded /body/subjects/0/consent/notices"));
    const packet = answer.packets.find(({ recipient }) => recipient === "civil-affairs");
    const department = await departmentOf(home, "civil-affairs");
    const { body } = await department.fetch({ packet: packet?.id ?? "" });
    const [subject] = (body as { subjects: Record<string, unknown>[] }).subjects;
    for (const group of ["contact", "household", "income", "property"]) t.notOk(subject?.[group], group);
    t.ok(subject?.needs);
  },
);

t.test("with another need beside it the group is asked for, by the person and the need", async (t) => {
  const aidx = await commandLineOf(home, "procuratorate", "zh");
  const file = await aidx.write("list.json", await urgent("N02", "N04"));
  const { code, stderr, stdout } = await aidx.run(`check ${file}`);
  t.equal(code, 1);
  const text = stdout + stderr;
  t.match(text, /第 ?1 ?人/);
  t.match(text, /缺少必填项：需求 N04 医疗费用 须填写/);
  t.notMatch(text, /N02/);
});
