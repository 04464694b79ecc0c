/**
 * Each statement of the summary is true of the thread. It is compared with entries and receipts, not with the summary's
 * own model.
 */
import t, { type Test } from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { EVIDENCE_PATHS, readManifest } from "../../src/evidence/format.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import type { Block, Line, SummaryContent } from "../../src/evidence/summary/content.ts";
import { describe } from "../../src/evidence/summary/describe.ts";
import { summaryContent } from "../../src/evidence/summary/summary-content.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import type { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { seeded } from "../support/mutation.ts";
import { randomThread } from "../support/evidence/random-thread.ts";
import { sha256 } from "../support/sha256.ts";
import { claimsOf } from "../support/jws.ts";

const THREADS = 40;

interface Told {
  readonly content: SummaryContent;
  /** Entries of the thread with their places. */
  readonly entries: readonly { readonly index: number; readonly entry: AuditEntry }[];
  /** Claims of the recipients' own receipts, by packet. */
  readonly receipts: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

async function told(thread: EvidenceThread): Promise<Told> {
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const { ok, steps } = await verifyEvidence(bytes, { trust: thread.trust(), sha256 });
  const summary = steps.find(({ id }) => id === "summary");
  if (!ok || summary?.status !== "passed") throw new Error(JSON.stringify(steps));
  const files = readArchive(bytes);
  const head = readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
  if (head === undefined) throw new TypeError("a manifest");
  return {
    content: summaryContent(describe(files, head, sha256)),
    entries: thread.log.all.flatMap(({ entry }, index) => (entry.thread === thread.thread ? [{ index, entry }] : [])),
    receipts: new Map([...thread.receipts].map(([packet, jws]) => [packet, claimsOf(jws)])),
  };
}

/** A time as people in China write it, made independently of the summary's code. */
function beijing(ms: number, digits: 0 | 3): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Shanghai",
    dateStyle: "short",
    timeStyle: "medium",
  }).format(ms);
  return digits === 0 ? parts : `${parts}.${String(ms % 1000).padStart(3, "0")}`;
}

const plain = (line: Line) => (typeof line === "string" ? line : "fine" in line ? line.fine : line.zh);

function lines(block: Block): string[] {
  switch (block.kind) {
    case "text":
      return [block.text.zh];
    case "list":
      return block.items.map(plain);
    case "command":
      return [block.command];
    case "drawing":
      return [block.drawing.title];
    case "facts":
      return block.facts.flatMap(([name, said]) => [name.zh, ...said.map(plain)]);
    case "table":
      return [block.caption.zh, ...block.columns.map(({ title }) => title.zh), ...block.rows.flat(2).map(plain)];
  }
}

function blocksOf({ sections }: SummaryContent): Block[] {
  return sections.flatMap(({ blocks }) => blocks);
}

/** Rows of a table, each cell one text. */
function rows(content: SummaryContent, caption: string): string[][] {
  const table = blocksOf(content).find((block) => block.kind === "table" && block.caption.zh.startsWith(caption));
  if (table?.kind !== "table") throw new TypeError(caption);
  return table.rows.map((row) => row.map((cell) => cell.map(plain).join("|")));
}

function fact(content: SummaryContent, name: string): string {
  const found = blocksOf(content).flatMap((block) => (block.kind === "facts" ? block.facts : []));
  return found
    .filter(([title]) => title.zh === name)
    .map(([, said]) => said.map(plain).join("|"))
    .join("|");
}

const STATES = { accepted: "已签收", rejected: "已拒收" } as const;

function checkFates(t: Test, { content, entries, receipts }: Told): void {
  const sealed = entries.filter(({ entry }) => entry.type === "sealed");
  const fates = rows(content, "送达与回执一览");
  t.equal(fates.length, sealed.length);
  sealed.forEach(({ entry: { packet = "", recipient } }, n) => {
    const [no, who, delivered = "", signed, outcome = ""] = fates[n] ?? [];
    t.equal(no, String(n + 1));
    t.equal(who, recipient);
    const of = entries.map(({ entry }) => entry).filter((entry) => entry.packet === packet);
    const first = of.find(({ type }) => type === "delivered" || type === "fetched");
    t.equal(
      delivered.split("|")[0],
      first === undefined ? "未送达" : beijing(Date.parse(first.time), 3),
      "the time of the first arrival",
    );
    t.equal(delivered.includes("推送"), first?.type === "delivered" && first.via === "push", "pushed means pushed");
    t.equal(delivered.includes("取回"), first?.type === "fetched");
    t.equal(delivered.includes("以回执认定"), first?.via === "receipt");
    const word = receipts.get(packet);
    t.equal(
      signed,
      word === undefined ? "无" : beijing(Number(word.iat) * 1000, 0),
      "in whole seconds, as it was signed",
    );
    const said = STATES[word?.outcome as keyof typeof STATES];
    t.equal(outcome.startsWith(said ?? "已签收"), said !== undefined, "the outcome is the recipient's own");
  });
}

function checkTimeline(t: Test, { content, entries }: Told): void {
  const timeline = rows(content, "本次移送的全部条目");
  t.same(
    timeline.map(([index]) => index),
    entries.map(({ index }) => String(index)),
    "every entry, in its order",
  );
  entries.forEach(({ entry }, n) => {
    const [, time, what = "", , details = ""] = timeline[n] ?? [];
    t.equal(time, beijing(Date.parse(entry.time), 3));
    t.equal(what.includes("推送"), entry.type === "attempt" || entry.via === "push", `${entry.type} ${what}`);
    t.equal(what.includes("送达"), entry.type === "delivered", what);
    t.equal(what.includes("销毁"), entry.type.endsWith("erased"), what);
    if (entry.type === "receipt") {
      t.match(details, beijing(Date.parse(String(entry.issued)), 0));
      t.notMatch(details, `${beijing(Date.parse(String(entry.issued)), 0)}.`);
    }
    t.match(what, /\p{Script=Han}/u, "in Chinese");
    t.notMatch(details, /\b[a-z][A-Za-z]*: /, "no member of an entry by its name");
  });
}

function checkWhole(t: Test, { content, entries, receipts }: Told): void {
  const all = blocksOf(content).flatMap(lines);
  for (const line of all) {
    t.notMatch(line, /\d\d:\d\d:\d\dZ|\dT\d\d:/, "no time of another zone");
    t.notMatch(line, /提交回执|退回|移送了什么/, "one word for one thing");
  }
  t.ok(all.some((line) => line.includes("北京时间")));
  const sealed = entries.filter(({ entry }) => entry.type === "sealed").length;
  t.match(fact(content, "接收单位"), `${sealed} 个数据包：`);
  for (const [outcome, word] of Object.entries(STATES)) {
    const count = [...receipts.values()].filter((claims) => claims.outcome === outcome).length;
    t.equal(fact(content, "接收单位").includes(word), count > 0);
    if (count > 0) t.match(fact(content, "接收单位"), `${word} ${count} 个`);
  }
  const signed = fact(content, "接收单位签名");
  if (receipts.size === 0) t.match(signed, "没有接收单位签署的回执");
  else t.match(signed, `${receipts.size} 份`);
  t.match(fact(content, "仅网关陈述"), "推送");
  t.match(fact(content, "日志证明"), "日志不能证明", "a log proves no fact");
  t.notMatch(fact(content, "始终核验"), /无遗漏|见证|时间戳|指纹|摘要/, "always means always");
}

t.test("summary: every statement about generated threads is true", async (t) => {
  for (let seed = 1; seed <= THREADS; seed++) {
    await t.test(`thread ${seed}`, async (t) => {
      const all = await told(await randomThread(seeded(seed)));
      checkFates(t, all);
      checkTimeline(t, all);
      checkWhole(t, all);
    });
  }
});
