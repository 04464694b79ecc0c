import type { Bilingual } from "../../domain/bilingual.ts";
import { openSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type RunningGateway, startGateway } from "../../gateway/start.ts";
import { GatewayClient } from "../../sdk/index.ts";
import { createLogger, openLoggerSink } from "../../telemetry/logger.ts";
import { localClocks, localGuidelines } from "../kept/local-rules.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { DemoOptions } from "../program/program.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { AUDITOR, CAST, FAULTS } from "./cast.ts";
import { DemoClock } from "./demo-clock.ts";
import { deskLines } from "./desks.ts";
import { Endpoints } from "./endpoints.ts";
import { judge } from "./judgement.ts";
import { endMonth, type Month } from "./month.ts";
import { perform } from "./performance.ts";
import { prove } from "./proof.ts";
import { reportData, reportText } from "./report.ts";
import { keysOf, makeSite, type Site } from "./site.ts";
import { Stage } from "./stage.ts";
import { nameOf } from "./tables.ts";
import { type DemoWitness, makeWitness } from "./witness.ts";
import { readText } from "../../files/text-file.ts";

/** Time limit of the whole exchange, ms. What is not done by then counts as missing. */
const TIME_LIMIT = 40_000;

/**
 * Runs `aidx demo`: a gateway of its own with embedded PostgreSQL, a procuratorate and twelve departments whose
 * endpoints misbehave. It succeeds only when every packet was signed for, the feedback arrived, every department saw
 * what it may and no more, the audit entries hold, and an auditor who trusts only the public keys of the log and a
 * witness accepts the evidence and rejects every forged copy.
 */
export async function demo(terminal: Terminal, options: DemoOptions): Promise<Ending> {
  const stage = new Stage(terminal, options.bilingual);
  const temporary = options.dataDir === undefined;
  const out = resolve(terminal.world.cwd, options.out);
  const dir = temporary ? await temporaryFolder() : resolve(terminal.world.cwd, options.dataDir);
  const endpoints = await Endpoints.listen((party, fault) => {
    const text = FAULTS[fault];
    stage.tell({
      zh: `${nameOf(party, ({ zh }) => zh)} ${text.zh}`,
      en: `${nameOf(party, ({ en }) => en)} ${text.en}`,
    });
  });
  let gateway: RunningGateway | undefined;
  let witness: DemoWitness | undefined;
  try {
    stage.print(stage.say({ zh: "救助衔接网关演示", en: "Aid Exchange Gateway, the demo" }));
    const pushed = CAST.filter(({ pushes }) => pushes !== undefined);
    const clock = new DemoClock();
    witness = await makeWitness(dir, clock.now);
    const site = await makeSite(dir, new Map(pushed.map(({ party }) => [party, endpoints.url(party)])), witness);
    const began = clock.today();
    stage.tell({
      zh: `演示从五周前（${began}）开始，以便看到期限届满和当月通报`,
      en: `it begins five weeks ago, on ${began}, so that deadlines pass and the month can be reported`,
    });
    stage.tell({ zh: "启动网关与内置 PostgreSQL …", en: "starting the gateway with its own PostgreSQL …" });
    gateway = await start(site, clock);
    await witness.watch(gateway.log);
    stage.tell({ zh: `网关就绪 ${gateway.url}`, en: "the gateway is ready" });
    const { url } = gateway;
    const clientOf = async (party: string) =>
      new GatewayClient({ url, party, keys: await keysOf(site, party), environment: { now: clock.now } });
    const limit = AbortSignal.timeout(TIME_LIMIT);
    const config = join(dir, "config");
    const rules = {
      guidelines: await localGuidelines(terminal, config),
      clocks: await localClocks(terminal, config),
    };
    const played = await perform(
      { stage, endpoints, rules, clientOf, clock },
      AbortSignal.any([terminal.world.signal, limit]),
    );
    const judgement = await judge(played, gateway.store);
    stage.tell({
      zh: "审计机构 离线核验证据与整个日志 …",
      en: "the auditor verifies the evidence and the whole log …",
    });
    const [first] = played.referrals;
    const thread = first?.submission.answer.thread ?? "";
    await witness.witnessed(gateway.log, limit);
    const proof = await prove(await clientOf(AUDITOR), thread, gateway.log.keys(), witness.key);
    clock.toPresent();
    stage.tell({
      zh: "五周以后：起草督办函，编制当月通报 …",
      en: "five weeks later: the letter about what is overdue, the report of the month …",
    });
    const column = (text: Bilingual) => (options.bilingual ? `${text.zh} ${text.en}` : terminal.say(text));
    const paper = (text: Bilingual) => (options.bilingual ? text.zh : terminal.say(text));
    const month = await endMonth(terminal, played.sender, played.loop, clock, { out, paper, column });
    stage.print(
      reportText(judgement, played.loop, month, proof, await groupNames(site), (text) => stage.say(text), column),
    );
    if (terminal.json) terminal.result(reportData(judgement, played.loop, month, proof), "");
    stage.tell({ zh: "演示结束", en: "that was the demo" });
    if (options.keep === true) await keep(stage, site, gateway, month, terminal.world.signal);
    return judgement.faults.length + proof.faults.length === 0 ? "ok" : "refused";
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") {
      throw new CommandError("refused", {
        zh: "演示未在时限内完成",
        en: "the demo was not done within its time limit",
      });
    }
    throw error;
  } finally {
    await endpoints.close();
    await gateway?.stop();
    await witness?.stop();
    if (temporary) await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Makes a new folder that other accounts may enter but not list: under root the embedded PostgreSQL runs as another
 * account.
 */
async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "aidx-demo-"));
  await chmod(dir, 0o711);
  return dir;
}

/** Starts the gateway. Its log goes to a file, so that the screen shows the demo alone. */
function start(site: Site, clock: DemoClock): Promise<RunningGateway> {
  const logger = createLogger("info", openLoggerSink(openSync(join(site.dir, "gateway.log"), "a")));
  return startGateway({ env: site.env, cwd: site.dir, logger, timeShift: clock.shift });
}

/** Chinese names of the groups of fields, in the sharing policy's order. */
async function groupNames(site: Site): Promise<ReadonlyMap<string, string>> {
  const policy = JSON.parse(await readText(join(site.dir, "config", "sharing-policy.json"))) as Record<
    "members" | "groups",
    Record<string, { readonly title: string }>
  >;
  return new Map(Object.entries({ ...policy.members, ...policy.groups }).map(([name, { title }]) => [name, title]));
}

/** Leaves the gateway up and tells how to talk to it, until the user stops it. */
async function keep(
  stage: Stage,
  site: Site,
  gateway: RunningGateway,
  { report, letter }: Month,
  signal: AbortSignal,
): Promise<void> {
  const lines = [
    "",
    stage.say({ zh: "网关继续运行，按 Ctrl-C 结束", en: "the gateway stays up; Ctrl-C ends it" }),
    `  ${gateway.url}`,
    ...(gateway.console ? deskLines(stage, site, gateway.url) : []),
    `  export AIDX_GATEWAY=${gateway.url} AIDX_KEYS_DIR=${site.env.AIDX_KEYS_DIR ?? ""} AIDX_PARTY=procuratorate`,
    "  npx aidx due",
    `  npx aidx case ${letter.thread}`,
    `  npx aidx report ${report.report.period} --internal`,
    "  npx aidx sample > list.json && npx aidx push list.json",
  ];
  stage.print(lines.join("\n"));
  if (signal.aborted) return;
  await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
}
