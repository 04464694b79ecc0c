import { Argument, Command, CommanderError, Option } from "commander";
import { ack } from "../commands/ack.ts";
import { check } from "../commands/check.ts";
import { pull } from "../commands/pull.ts";
import { push } from "../commands/push.ts";
import { sample, SAMPLE_TYPES } from "../commands/sample.ts";
import { status } from "../commands/status.ts";
import { softwareVersion } from "../../config/software-version.ts";
import { EXIT_CODES, type Ending } from "../terminal/exit-code.ts";
import { languageOf } from "../terminal/language.ts";
import { speakChinese } from "./chinese-commander.ts";
import { completion, SHELLS } from "./completion.ts";
import { list, natural } from "./option-value.ts";
import { OutputLost } from "../terminal/output-lost.ts";
import { addClockCommands } from "./program-clocks.ts";
import { addDiscCommands } from "./program-discs.ts";
import { addInquiryCommands } from "./program-inquiries.ts";
import { addReportCommand } from "./program-reports.ts";
import { addOwnPackets } from "./program-audit-queries.ts";
import { addAuditCommands } from "./program-audit.ts";
import { addCaseworkCommands, dayReader } from "./program-casework.ts";
import { addFollowCommands } from "./program-follow.ts";
import { addKeyCommands } from "./program-keys.ts";
import { addLogCommands } from "./program-log.ts";
import { addOperations } from "./program-operator.ts";
import { addSheetCommands } from "./program-sheets.ts";
import { type Registrar, registrarOf } from "./registrar.ts";
import { Terminal, type World } from "../terminal/terminal.ts";

/** Commands that start a server. `cli.ts` passes them in, so that the other commands do not load them. */
export interface ServerCommands {
  readonly init: (terminal: Terminal) => Promise<Ending>;
  readonly serve: (terminal: Terminal) => Promise<Ending>;
  readonly demo: (terminal: Terminal, options: DemoOptions) => Promise<Ending>;
}

/** Options of `aidx demo`. */
export interface DemoOptions {
  /** Leaves the gateway up when all is done. */
  readonly keep?: boolean;
  readonly dataDir?: string;
  /** Folder of the letter and the report that it makes. */
  readonly out: string;
  /** Speaks both languages, because none was asked for. */
  readonly bilingual: boolean;
}

/** Runs `aidx` with its arguments (without the program's name) and gives the exit code. Never throws. */
export async function run(args: readonly string[], world: World, server: ServerCommands): Promise<number> {
  // The language is needed before the arguments are parsed: help and usage errors are in it too.
  const asked = askedLanguage(args);
  const language = languageOf(asked, world.env);
  const terminal = new Terminal(world, language, args.includes("--json"));
  let ending: Ending = "ok";
  const action = (work: () => Promise<Ending>) => async () => {
    ending = await work();
  };
  try {
    await build(terminal, server, action, asked === undefined).parseAsync([...args], { from: "user" });
  } catch (error) {
    // Commander has printed the error itself. Asking for help or the version is not an error.
    if (error instanceof CommanderError) ending = error.exitCode === 0 ? "ok" : "usage";
    else ending = terminal.fail(error);
  }
  const { reason } = world.signal as { readonly reason: unknown };
  return EXIT_CODES[reason instanceof OutputLost ? reason.ending : ending].code;
}

function build(terminal: Terminal, server: ServerCommands, action: Registrar["action"], bilingual: boolean): Command {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const aidx = new Command("aidx")
    .description(say("救助衔接网关", "Aid Exchange Gateway"))
    .option("--json", say("每行输出一个 JSON 对象", "results as one JSON object a line"))
    .addOption(new Option("--lang <language>", say("界面语言", "language")).choices(["zh", "en"]))
    .version(softwareVersion(), "-V, --version", say("显示版本", "show the version"))
    .exitOverride()
    .configureOutput({ writeOut: terminal.world.stdout, writeErr: terminal.world.stderr })
    .addHelpText("after", () => `\n${say("退出码", "Exit codes")}:\n${exitCodes(terminal)}`);

  if (terminal.language === "zh") speakChinese(aidx);
  const registrar = registrarOf(aidx, terminal, action);
  const { command, asParty } = registrar;

  command("init", {
    zh: "创建缺少的数据库与密钥，不启动",
    en: "make the missing database and keys, without starting",
  }).action(action(() => server.init(terminal)));
  command("migrate", {
    zh: "升级数据库结构：网关照常运行，可中断后继续",
    en: "bring the database to this version while gateways run; can be interrupted and continued",
  }).action(action(async () => (await import("../commands/migrate.ts")).migrateDatabase(terminal)));
  command("serve", { zh: "启动网关", en: "start the gateway" }).action(action(() => server.serve(terminal)));
  const demo = command("demo", {
    zh: "演示：检察院推送、十二部门签收、反馈",
    en: "show the whole exchange with one procuratorate and twelve departments",
  })
    .option("--keep", say("演示后网关继续运行", "leave the gateway up afterwards"))
    .option(
      "--data-dir <dir>",
      say("演示数据目录（默认为临时目录）", "where the demo keeps its data (a temporary folder)"),
    )
    .option("--out <dir>", say("督办函和通报写入何处", "where letter and report go"), "aidx-demo");
  demo.action(action(() => server.demo(terminal, { ...demo.opts(), bilingual })));

  const samples = command("sample", {
    zh: "生成合成的移送清单，或者清单其后的文书（方案、回访、评估、查询、联席会议）",
    en: "make synthetic lists, or documents that follow one: plan, visit, evaluation, inquiry, meeting",
  })
    .addOption(
      new Option("--type <type>", say("报文类型", "type of message")).choices(SAMPLE_TYPES).default("aid-subject-list"),
    )
    .option("--list <file>", say("其后文书所依据的清单", "list that the documents follow (a sample of the same seed)"))
    .option("--on <date>", say("文书日期", "day on which they are written (2025-06-30)"), dayReader(say))
    .option("--seed <n>", say("随机种子", "seed"), natural, 1)
    .option("--count <n>", say("清单数", "how many lists"), natural, 1)
    .option("--subjects <n>", say("每份清单的对象数", "subjects in a list"), natural, 1)
    .option("--edge-cases", say("混入真实数据中的特殊情形", "mix in the edge cases of real data"))
    .option("--out <dir>", say("写入目录（默认写到标准输出）", "folder to write to (standard output)"));
  samples.action(action(() => sample(terminal, samples.opts())));

  addSheetCommands(registrar);
  addCaseworkCommands(registrar);
  addFollowCommands(registrar);

  const checks = asParty(
    command("check <files...>", { zh: "检查清单，不发送", en: "check documents without sending them" }),
  )
    .option("--type <type>", say("报文类型", "type of message"), "aid-subject-list")
    .option("--thread <id>", say("所属移送", "thread it belongs to"))
    .option("--to <ids>", say("接收单位，逗号分隔", "recipients, separated by commas"), list)
    .option("--offline", say("只按数据规范检查，不连接网关", "against the schema only, without a gateway"))
    .option("--split", say("把无误的对象与待更正的对象分别写入文件", "write sound subjects and the others into files"));
  checks.action(action(() => check(terminal, checks.args, checks.opts())));

  const pushes = asParty(
    command("push <files...>", {
      zh: "签名、加密并提交文书；可重复执行",
      en: "sign, encrypt and submit documents; can be repeated",
    }),
  )
    .option("--type <type>", say("报文类型", "type of message"), "aid-subject-list")
    .option("--thread <id>", say("所属移送", "thread it belongs to"))
    .option("--to <ids>", say("接收单位，逗号分隔", "recipients, separated by commas"), list)
    .option("--parallel <n>", say("同时提交数", "how many at a time"), natural, 4)
    .option(
      "--state <dir>",
      say("推送记录目录（默认为文件旁的 .aidx）", "folder of the push records (.aidx beside each file)"),
    )
    .option("--split", say("先移送无误的对象，其余连同错误写入文件", "send sound subjects, write the others to a file"))
    .option("--new", say("忽略以前的推送记录，作为新报文发送", "send as new messages whatever earlier records say"));
  pushes.action(action(() => push(terminal, pushes.args, pushes.opts())));

  const pulls = asParty(command("pull", { zh: "收取、解密并验签数据包", en: "fetch, open and verify packets" }))
    .requiredOption("--out <dir>", say("保存目录", "folder to keep them in"))
    .option("--ack", say("随即签发回执", "sign the receipts at once"))
    .option("--once", say("读完收件箱即止（默认）", "stop when the inbox has been read (the default)"))
    .addOption(new Option("--follow", say("持续等待，直至中断", "go on waiting until interrupted")).conflicts("once"));
  pulls.action(action(() => pull(terminal, pulls.opts())));

  const acks = asParty(command("ack [packets...]", { zh: "签发回执", en: "sign receipts and hand them in" }))
    .option("--dir <dir>", say("pull 的保存目录", "the folder of pull"))
    .option("--all", say("目录中全部待回执的数据包", "all packets of the folder without a receipt"))
    .option(
      "--offline",
      say("不连接网关：签署后写成 .aidreceipt，刻盘带回", "without a gateway: write .aidreceipt files to carry back"),
    )
    .option("--reject <reason>", say("拒收原因", "reject, for this reason"))
    .option("--note <text>", say("拒收说明", "a note to the rejection"));
  acks.action(action(() => ack(terminal, acks.args, acks.opts())));

  const states = asParty(
    command("status <id>", { zh: "查看报文或移送的状态", en: "show the state of a message or a thread" }),
  )
    .option("--thread", say("标识为移送", "the id is a thread's"))
    .option("--follow", say("直至全部办结", "until every packet is settled"));
  states.action(action(() => status(terminal, states.args[0] ?? "", states.opts())));

  addOwnPackets(registrar);
  addDiscCommands(registrar);
  addOperations(registrar);
  addClockCommands(registrar);
  addInquiryCommands(registrar);
  addReportCommand(registrar);
  addAuditCommands(registrar);
  addLogCommands(registrar);
  addKeyCommands(registrar);
  const completes = command("completion", {
    zh: '输出 shell 的命令补全脚本：eval "$(aidx completion bash)"',
    en: 'print a shell\'s completion script: eval "$(aidx completion bash)"',
  }).addArgument(new Argument("<shell>").choices(SHELLS));
  completes.action(
    action(async () => {
      terminal.world.stdout(completion(aidx, completes.args[0] as (typeof SHELLS)[number]));
      return "ok";
    }),
  );
  return aidx;
}

function exitCodes(terminal: Terminal): string {
  return Object.values(EXIT_CODES)
    .map(({ code, ...text }) => `  ${String(code).padStart(3)}  ${terminal.say(text)}`)
    .join("\n");
}

function askedLanguage(args: readonly string[]): string | undefined {
  const at = args.indexOf("--lang");
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith("--lang="))?.slice("--lang=".length);
}
