/**
 * What the facts of the closed loop cost the gateway: CPU of a feedback of 1.1 about a case, beside the same feedback in a
 * thread whose case is gone, which is only passed on. Blocks of both alternate in one run.
 */
import { randomUUID } from "node:crypto";
import { newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";
import { type BenchDocument, startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";
import { cpuMs } from "./process.ts";

const DEPARTMENT = "civil-affairs";
const BLOCKS = 6;

/** Runs it on a database server. @param feedbacks how many of each kind */
export async function runFeedback(server: string, feedbacks: number): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_feedback");
  const gateway = await startGateway({ databaseUrl: database.url });
  const { url, pid } = gateway.process;
  try {
    const list = listOf(4096) as {
      readonly header: object;
      readonly subjects: readonly { readonly personId: string }[];
    };
    const personId = list.subjects[0]?.personId;
    const transferIds: string[] = [];
    const lists = Array.from({ length: 2 * feedbacks }, (_, n): BenchDocument => {
      const transferId = randomUUID();
      transferIds.push(transferId);
      const header = {
        ...list.header,
        transferId,
        listNumber: `西检救移〔2025〕${n + 1}号`,
        legalBasis: "statutory-duty",
      };
      return { type: "aid-subject-list", version: "1", to: [DEPARTMENT], body: { ...list, header } };
    });
    const shots = await gateway.sealFrom("procuratorate", lists);
    const threads: string[] = [];
    // One by one, so that the answers come in the order of the lists.
    await fire(url, shots, {
      width: 1,
      status: 202,
      answered: (text) => threads.push((JSON.parse(text) as { id: string }).id),
    });
    const [first] = await database.query(
      `select json_agg(need order by need) as needs from case_items where thread = '${threads[0]}' and department = '${DEPARTMENT}' and shown`,
    );
    // Every second case is gone, as after an erasure.
    const gone = threads.filter((_, n) => n % 2 === 1).map((id) => `'${id}'`);
    for (const table of ["case_items", "case_facts"]) {
      await database.query(`delete from ${table} where thread in (${gone.join(",")})`);
    }
    await database.query("vacuum analyze case_items, case_facts");
    const documents = threads.map(
      (thread, n): BenchDocument => ({
        type: "feedback",
        version: "1.1",
        thread,
        body: {
          header: headerOf(transferIds[n] ?? ""),
          results: [{ personId, needs: first?.needs, reply: "10", acceptedOn: new Date().toISOString().slice(0, 10) }],
        },
      }),
    );
    const kinds = { facts: documents.filter((_, n) => n % 2 === 0), passed: documents.filter((_, n) => n % 2 === 1) };
    const used: Record<keyof typeof kinds, number[]> = { facts: [], passed: [] };
    const size = Math.floor(feedbacks / (BLOCKS + 1));
    // The first block of each warms up.
    for (let block = 0; block <= BLOCKS; block++) {
      for (const kind of ["facts", "passed"] as const) {
        const sealed = await gateway.sealFrom(DEPARTMENT, kinds[kind].slice(block * size, (block + 1) * size));
        const before = cpuMs(pid);
        await fire(url, sealed, { width: 16, status: 202 });
        if (block > 0) used[kind].push((cpuMs(pid) - before) / size);
      }
    }
    const [facts, passed] = [quantile(used.facts, 0.5), quantile(used.passed, 0.5)];
    const needs = (first?.needs ?? []) as string[];
    const [stored] = await database.query("select count(*)::int as n from case_facts where fact->>'event' = '10'");
    const about = { feedbacks: BLOCKS * size, needs: needs.length, stored: Number(stored?.n) };
    print({
      name: "feedback.cpu.gateway",
      unit: "ms CPU/feedback",
      value: facts,
      floor: passed,
      targetRatio: 1.15,
      ...about,
    });
  } finally {
    await gateway.stop();
    await database.drop();
  }
}

function headerOf(answers: string): object {
  return {
    transferId: randomUUID(),
    messageType: "FEEDBACK",
    answers,
    from: { creditCode: "11990100000000027A", department: DEPARTMENT, division: "320723", name: "示例县民政局" },
    secrecy: "0",
    issuedAt: `${new Date(Date.now() + 8 * 3_600_000 - 1000).toISOString().slice(0, 19)}+08:00`,
    currencyUnit: "元",
    officer: { name: "孙玉梅", office: "社会救助科", phone: "0518-88000012" },
  };
}
