/** Runs `npm run demo` whole: embedded PostgreSQL, twelve departments, endpoints that misbehave. */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { CAST } from "../../src/cli/demo/cast.ts";

const CLI = fileURLToPath(new URL("../../src/cli/aidx.mjs", import.meta.url));

interface Report {
  readonly ok: boolean;
  readonly packets: readonly {
    readonly type: string;
    readonly recipient: string;
    readonly state: string;
    readonly attempts: number;
  }[];
  readonly disclosures: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly loop: {
    readonly states: Readonly<Record<string, number>>;
    readonly gapDays: { readonly before: number; readonly after: number };
    readonly overdue: { readonly on: string; readonly items: number };
    readonly letter: { readonly kind: string; readonly department: string; readonly items: number };
    readonly report: { readonly period: string; readonly figures: Readonly<Record<string, unknown>> };
  };
  readonly audit: { readonly entries: number; readonly byType: Readonly<Record<string, number>> };
  readonly faults: readonly string[];
}

/** Runs the demo. @param folder in which temporary folders are made; `out` where letter and report go */
function demo(folder: string, out: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, TMPDIR: folder };
    execFile(process.execPath, [CLI, "demo", "--json", "--out", out], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

t.test("the demo runs, reports and cleans up", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "aidx-demo-test-"));
  await chmod(folder, 0o711);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const out = t.testdir();
  const { code, stdout, stderr } = await demo(folder, out);
  t.equal(code, 0, code === 0 ? "exit 0" : stderr);
  const report = JSON.parse(stdout) as Report;
  t.same(report.faults, []);
  t.ok(report.packets.every(({ state }) => state === "accepted"));
  t.same(
    new Set(report.packets.map(({ recipient }) => recipient)),
    new Set(["procuratorate", ...CAST.map(({ party }) => party)]),
    "every department had something, and the procuratorate its feedback",
  );
  const attempts = (party: string) =>
    report.packets.filter(({ recipient }) => recipient === party).reduce((sum, packet) => sum + packet.attempts, 0);
  for (const { party, pushes } of CAST) {
    const packets = report.packets.filter(({ recipient }) => recipient === party).length;
    const expected = pushes === undefined ? 0 : packets + pushes.length;
    // A busy machine may make one more: a push whose answer is late is repeated.
    t.ok(attempts(party) >= expected, `${party}: one attempt a packet and one a fault`);
  }
  t.equal(report.audit.byType.sealed, report.packets.length);
  t.equal(report.disclosures["civil-affairs"]?.identity, "full");
  t.equal(report.disclosures.veterans?.health, undefined);
  t.same(report.loop.states, { checking: 1, refused: 1, signed: 1, delivered: 2 });
  t.ok(report.loop.gapDays.before > report.loop.gapDays.after, "the bridge shortens the aid gap");
  t.equal(report.loop.overdue.items, 1);
  t.same(report.loop.letter, { kind: "3", department: "medical-insurance", items: 1 });
  t.ok(Number(report.loop.report.figures["I03.persons"]) > 20, "the month's report counts all lists");
  const files = await readdir(out);
  t.same(files.toSorted(), ["letter.html", "letter.json", "letter.pdf", "list.json", "report.pdf", "report.xlsx"]);
  for (const file of files) t.ok((await stat(join(out, file))).size > 500, file);
  t.match(stderr, "医保局 无响应，直至超时 · Medical insurance stalls until the time-out");
  t.same(await readdir(folder), [], "nothing is left behind");
});
