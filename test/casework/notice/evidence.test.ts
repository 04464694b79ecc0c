/** A notice is a message of the gateway like any other: in the log, in evidence, and sealed again for a new key. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { reseal } from "../../../src/exchange/reseal.ts";
import { sha256 } from "../../../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../../../src/tlog/note.ts";
import { auditorLine } from "../../support/gateway/auditor.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";

t.setTimeout(60_000);

t.test("a notice is signed for, recorded, proven, and sealed again when it cannot be opened", async (t) => {
  const home = await gatewayHome(t, { gateway: { notices: { at: "00:00" } } });
  const file = path.join(home.config, "deadlines.json");
  const deadlines = JSON.parse(await readFile(file, "utf8")) as { rules: { id: string; warn: object }[] };
  // Near its end from the first minute, on whatever day the test runs.
  for (const rule of deadlines.rules) if (rule.id === "D19") rule.warn = { days: 9 };
  await writeFile(file, JSON.stringify(deadlines));
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const list = (await exampleList()) as { subjects: Record<string, unknown>[] };
  const [first, ...others] = list.subjects;
  const subjects = [
    { ...first, needs: { ...(first?.needs as object), items: [{ code: "N02", urgency: "1" }] } },
    ...others,
  ];
  const sealed = await sender.seal({ ...list, subjects } as never, { type: "aid-subject-list", to: ["civil-affairs"] });
  const { answer } = await sender.push(sealed);
  t.equal(await gateway.notices.look(), 1);
  t.equal(await gateway.notices.look(), 0);

  const department = await departmentOf(home, "civil-affairs");
  const found = [];
  for await (const item of department.poll({ once: true })) found.push(item);
  const notice = found.find(({ type }) => type === "reminder");
  if (notice === undefined) throw new Error("the department has a notice");
  t.not(notice.thread, answer.thread, "in a thread of its own");
  const unopened = await department.fetch(notice);
  await department.acknowledge(unopened, { rejected: "undecryptable" });
  const again = await gateway.flow.store.packet(notice.packet);
  t.equal(again?.state, "rejected");
  const operator = { party: "operator", scopes: new Set(["ops:write"]) };
  const view = await reseal(gateway.flow, operator, notice.packet);
  const packet = await department.fetch({ packet: view.id });
  like(t, packet, { type: "reminder", from: "aid-gateway", body: { kind: "1", items: [{ ruleId: "D19" }] } });
  await department.acknowledge(packet, "accepted");

  const [key] = gateway.log.keys();
  if (key === undefined) throw new TypeError("a log has a key");
  const aidx = await auditorLine(home);
  const made = await aidx.run(`evidence ${notice.thread} --out evidence.zip --json`);
  t.equal(made.code, 0, made.stderr + made.stdout);
  const verified = await aidx.run(`verify evidence.zip --log-key ${formatVerifierKey(key, sha256)} --json`);
  t.equal(verified.code, 0, verified.stdout);
  const entries = await gateway.flow.store.entriesOfMessage(notice.message);
  const recorded = entries.map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>);
  like(
    t,
    recorded.find(({ type }) => type === "reminder"),
    { actor: "aid-gateway", recipient: "civil-affairs", kind: "1", items: 1 },
  );
  t.notOk(JSON.stringify(recorded).includes("P-2025"), "no person");
});
