/** A need that is sent on to another department leaves evidence that holds, and names who asked. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { auditorLine } from "../support/gateway/auditor.ts";
import { bothLead, Scene } from "../support/scenario.ts";

/** Members that every entry about a packet may have. */
const PACKET = new Set(["v", "type", "time", "actor", "message", "packet", "thread", "recipient", "digest"]);

const scene = await Scene.start(t, new Date().toISOString(), bothLead);

t.test("evidence of a thread whose need was sent on verifies, and says who asked", async (t) => {
  const thread = await scene.send("N04", ["civil-affairs"]);
  const passedTo = { department: "medical-insurance", division: "990101", name: "示例县医疗保障局" };
  const results = [{ needs: ["N04"], reply: "13", reason: "R99", passedTo, reasonText: "不属于本单位" }];
  await scene.answer("civil-affairs", thread, results);
  const { id } = await scene.item(thread, "civil-affairs");
  const { packet } = await scene.cases.reroute(thread.id, id, "medical-insurance");

  const aidx = await auditorLine(scene.home);
  const made = await aidx.run(`evidence ${thread.id} --out evidence.zip --json`);
  t.equal(made.code, 0, made.stderr + made.stdout);
  const { log } = (await (await fetch(`${scene.home.url}/.well-known/aid-gateway`)).json()) as {
    log: { keys: readonly string[] };
  };
  const verified = await aidx.run(`verify evidence.zip ${log.keys.map((key) => `--log-key ${key}`).join(" ")} --json`);
  t.equal(verified.code, 0, verified.stdout);

  const files = readArchive(await readFile(path.join(aidx.cwd, "evidence.zip")));
  const entries = [...files]
    .filter(([name]) => /^entries\/\d+\.json$/.test(name))
    .map(([, bytes]) => JSON.parse(Buffer.from(bytes).toString()) as Record<string, string>)
    .filter((entry) => entry.packet === packet);
  t.same(
    Object.keys(entries[0] ?? {}).filter((member) => !PACKET.has(member)),
    ["from"],
    "nothing else is told",
  );
  t.same(entries.map(({ type, actor, recipient, from }) => [type, actor, recipient, from]).slice(0, 2), [
    ["rerouted", "procuratorate", "medical-insurance", "civil-affairs"],
    ["sealed", "aid-gateway", "medical-insurance", undefined],
  ]);
});
