/** Runs `npm run demo` whole: embedded PostgreSQL, twelve departments, endpoints that misbehave. */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
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
  };
  readonly audit: { readonly entries: number; readonly byType: Readonly<Record<string, number>> };
  readonly faults: readonly string[];
}

/** Runs the demo. @param folder in which temporary folders are made */
function demo(folder: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, TMPDIR: folder };
    execFile(process.execPath, [CLI, "demo", "--json"], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

t.test("the demo runs, reports and cleans up", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "aidx-demo-test-"));
  await chmod(folder, 0o711);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const { code, stdout, stderr } = await demo(folder);
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
  t.same(report.loop.states, { accepted: 1, refused: 1, signed: 1, delivered: 1 });
  t.ok(report.loop.gapDays.before > report.loop.gapDays.after, "the bridge shortens the aid gap");
  t.equal(report.loop.overdue.items, 2);
  t.match(stderr, "医保局 无响应，直至超时 · Medical insurance stalls until the time-out");
  t.same(await readdir(folder), [], "nothing is left behind");
});
