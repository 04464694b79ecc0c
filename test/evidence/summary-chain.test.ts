/** The readable summary of evidence whose log succeeds another: what was taken over, by which decision, what was lost. */
import t from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { EVIDENCE_PATHS, readManifest } from "../../src/evidence/format.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { describe } from "../../src/evidence/summary/describe.ts";
import { summaryHtml } from "../../src/evidence/summary/html.ts";
import { summaryContent } from "../../src/evidence/summary/summary-content.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { onePacket } from "../support/forgeries/forgery.ts";
import { like } from "../support/like.ts";
import { sha256 } from "../support/sha256.ts";

const NEXT = "log.example/aid-2";
const THIRD = "log.example/aid-3";

const flat = (html: string) => html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

/** Reads what the evidence of a thread says to people. */
async function told(thread: EvidenceThread) {
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const files = readArchive(bytes);
  const head = readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
  if (head === undefined) throw new TypeError("a manifest");
  const model = describe(files, head, sha256);
  return { model, text: flat(summaryHtml(summaryContent(model))) };
}

async function opened() {
  const thread = new EvidenceThread();
  thread.register();
  await onePacket(thread);
  await thread.log.publish();
  return { thread, left: thread.log.all.length };
}

t.test("summary: a log that succeeds no other says nothing of a chain", async (t) => {
  const { thread } = await opened();
  const { model, text } = await told(thread);
  t.same(model.successions, []);
  t.notMatch(text, /所承接的日志|承接自/);
});

t.test("summary: a chain of two successors is told in both languages, with what was lost", async (t) => {
  const { thread, left } = await opened();
  for (let n = 0; n < 4; n++) thread.noise();
  const size = thread.log.all.length;
  thread.log.succeed(NEXT, left, size);
  for (let n = 0; n < 3; n++) thread.noise();
  await thread.log.publish();
  const second = thread.log.all.length;
  thread.log.succeed(THIRD, second);
  thread.noise();
  await thread.log.publish();
  const { model, text } = await told(thread);
  like(t, model.successions, [
    { predecessor: "log.example/aid", origin: NEXT, size: left, known: size, reference: "2026-17" },
    { predecessor: NEXT, origin: THIRD, size: second, reference: "2026-17" },
  ]);
  t.equal(model.successions[1]?.known, undefined);
  for (const words of [
    `其中前 ${second} 条承接自恢复前的日志 ${NEXT}，见“日志、见证与时间戳”`,
    `the first ${second} are taken over from the log ${NEXT}, which ended`,
    "所承接的日志",
    "Logs that it succeeds",
    `承接其前 ${left} 条，序号不变；依决定 2026-17 于 `,
    `its first ${left} entries were taken over at their places; entry ${left} begins the successor at `,
    `该日志至少曾有 ${size} 条，其中 ${size - left} 条因恢复而丢失`,
    `that log had had ${size} entries or more: ${size - left} were lost in a restore`,
    "该日志曾有多少条，无人能够出示",
    "how far that log had come nobody could show",
    "后继日志承接原日志",
  ]) {
    t.ok(text.includes(words), words);
  }
});

t.test("summary: a part is named by its title, which no further section moves", async (t) => {
  const { thread } = await opened();
  const { model } = await told(thread);
  const [packet] = model.packets;
  const witness = { name: "w", time: "2026-03-02T08:00:00.000Z" };
  for (const count of [1, 40]) {
    const packets = Array.from({ length: count }, (_, n) => ({ ...packet, id: `packet-${n}` })) as typeof model.packets;
    const checkpoint = { ...model.checkpoint, witnesses: Array.from({ length: 5 }, () => witness) };
    const { sections } = summaryContent({ ...model, packets, checkpoint });
    const text = JSON.stringify(sections);
    const [, named = ""] = /见“([^”]+)”/.exec(text) ?? [];
    t.ok(
      sections.some(({ title }) => title.zh.endsWith(`、${named}`) && named !== ""),
      `${count} packets: ${named}`,
    );
  }
});
