import { type Command, InvalidArgumentError, Option } from "commander";
import { dayInChina, isCalendarDate } from "../../domain/codes/calendar-date.ts";
import { chinaTime } from "../terminal/local-time.ts";
import type { Registrar } from "./registrar.ts";

/** Adds the commands about the aid that a person may get, and the time until it comes. Each runs on this machine alone. */
export function addCaseworkCommands(registrar: Registrar): void {
  addGapCommand(registrar);
  addBridgeCommand(registrar);
  addPlanCommand(registrar);
  addGuidelineCommands(registrar);
}

/** Makes the reader of an option that is a date. */
export function dayReader(say: Registrar["say"]): (text: string) => string {
  return (text) => {
    if (isCalendarDate(text)) return text;
    throw new InvalidArgumentError(say("须为日期 YYYY-MM-DD", "must be a date YYYY-MM-DD"));
  };
}

/** Collects an option that may be given several times. */
function files(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Adds the options by which a draft gets its number and approval. */
export function approving(drafts: Command, say: Registrar["say"]): Command {
  return drafts
    .option("--number <number>", say("文号", "number of the letter"))
    .option("--approver <name>", say("审批人", "who approved it"))
    .option("--approved-at <time>", say("审批时间（默认现在）", "time of the approval (now)"));
}

const CONFIG = [
  "配置目录（AIDX_CONFIG_DIR，默认为程序自带的配置）",
  "folder of the configuration (AIDX_CONFIG_DIR; the shipped one)",
] as const;

function addGapCommand({ terminal, say, command, action }: Registrar): void {
  const day = dayReader(say);
  const gaps = command("gap <file>", {
    zh: "测算救助真空：各家庭哪些天没有生活来源，只在本机进行",
    en: "the aid gap: days on which a household has nothing to live on; on this machine alone",
  })
    .option("--feedback <file>", say("部门的办理反馈，可重复", "a department's feedback; can be repeated"), files)
    .option("--accepted <date>", say("预计受理日", "day by which the application is accepted"), day)
    .option("--decided <date>", say("预计决定日", "day by which it is decided"), day)
    .option("--sealed <date>", say("移送日（默认今天）", "day on which the list is sealed (today)"), day)
    .option("--on <date>", say("在哪一天（默认今天）", "on which day (today)"), day)
    .option("--config <dir>", say(...CONFIG));
  gaps.action(
    action(async () =>
      (await import("../commands/gap.ts")).gap(terminal, gaps.args[0] ?? "", { ...gaps.opts(), today: today() }),
    ),
  );
}

function addBridgeCommand({ terminal, say, command, action }: Registrar): void {
  const drafts = command("bridge <thread>", {
    zh: "按救助真空起草临时救助衔接函，只在本机进行，不发出",
    en: "draft a bridge to temporary aid from the aid gap; on this machine alone, nothing is sent",
  })
    .requiredOption("--list <file>", say("该移送的清单", "the thread's list"))
    .requiredOption("--out <file>", say("草稿写入何处", "where the draft goes"))
    .option("--feedback <file>", say("部门的办理反馈，可重复", "a department's feedback; can be repeated"), files)
    .option("--person <id>", say("指定救助对象，可重复", "a person, suggested or not; can be repeated"), files)
    .addOption(
      new Option(
        "--cause <code>",
        say(
          "事由：B1 断炊或无住处 B2 司法救助金未到位 B3 医疗押金 B4 主要劳动力死亡或被羁押 B5 其他",
          "cause: B1 no food or shelter, B2 judicial aid not paid, B3 deposit for treatment, B4 breadwinner dead or detained, B5 other",
        ),
      ).choices(["B1", "B2", "B3", "B4", "B5"]),
    )
    .option("--note <text>", say("说明（B5 或同一事由时须填）", "note, needed for B5 and for the same cause again"))
    .option(
      "--sealed <date>",
      say("清单移送日（默认签发日）", "day on which the list was sealed (its issue)"),
      dayReader(say),
    )
    .option("--on <date>", say("在哪一天（默认今天）", "on which day (today)"), dayReader(say))
    .option("--config <dir>", say(...CONFIG));
  approving(drafts, say).action(
    action(async () =>
      (await import("../commands/bridge.ts")).bridge(terminal, drafts.args[0] ?? "", {
        ...drafts.opts(),
        now: chinaTime(terminal.now(), drafts.opts<{ on?: string }>().on),
      }),
    ),
  );
}

function addPlanCommand({ terminal, say, command, action }: Registrar): void {
  const plans = command("plan <file>", {
    zh: "核对帮扶方案，或者由清单起草方案，列明各单位承担的措施，只在本机进行，不发出",
    en: "check a plan of help, or draft one from a list: who gets which measure; on this machine alone, nothing is sent",
  })
    .option("--list <file>", say("方案所依据的清单，据以核对", "the plan's list, to check it against"))
    .option("--out <file>", say("由清单起草方案，写入何处", "draft a plan from the list, and where it goes"))
    .option("--on <date>", say("在哪一天（默认今天）", "on which day (today)"), dayReader(say))
    .option("--config <dir>", say(...CONFIG));
  approving(plans, say).action(
    action(async () =>
      (await import("../commands/plan.ts")).plan(terminal, plans.args[0] ?? "", {
        ...plans.opts(),
        now: chinaTime(terminal.now(), plans.opts<{ on?: string }>().on),
      }),
    ),
  );
}

function addGuidelineCommands({ terminal, say, command, action }: Registrar): void {
  const day = dayReader(say);
  const group = command("guideline", {
    zh: "认定指引：可申请哪些救助，提示供人决定",
    en: "the guideline: which aid may be asked for; hints for a person to decide",
  });
  const config = say(...CONFIG);
  const on = say("在哪一天（默认今天）", "on which day (today)");

  const checks = command(
    "check <files...>",
    { zh: "对清单适用指引，只在本机进行", en: "apply it to lists, on this machine" },
    group,
  )
    .option("--feedback <file>", say("部门的办理反馈，可重复", "a department's feedback; can be repeated"), files)
    .option("--all", say("也列出不符合的规则", "list the rules that say no as well"))
    .option("--on <date>", on, day)
    .option("--config <dir>", config);
  checks.action(
    action(async () =>
      (await import("../commands/guideline.ts")).guidelineCheck(terminal, checks.args, {
        ...checks.opts(),
        today: today(),
      }),
    ),
  );

  const shows = command(
    "show [rule]",
    { zh: "列出规则、参数及其来源", en: "list rules and numbers with their sources" },
    group,
  )
    .option("--division <code>", say("区划代码", "division code"))
    .option("--on <date>", on, day)
    .option("--config <dir>", config);
  shows.action(
    action(async () =>
      (await import("../commands/guideline.ts")).guidelineShow(terminal, shows.args[0], {
        ...shows.opts(),
        today: today(),
      }),
    ),
  );

  const tests = command(
    "test",
    { zh: "用以往清单比较指引的两个版本", en: "compare two versions of it by past lists" },
    group,
  )
    .requiredOption("--cases <dir>", say("以往清单所在目录", "folder of past lists"))
    .requiredOption("--old <file>", say("原版本", "the present version"))
    .requiredOption("--new <file>", say("新版本", "the new version"))
    .option("--on <date>", on, day)
    .option("--config <dir>", config);
  tests.action(
    action(async () =>
      (await import("../commands/guideline.ts")).guidelineTest(terminal, { ...tests.opts(), today: today() }),
    ),
  );
}

/** Gives today's date in China. */
function today(): string {
  return dayInChina(new Date());
}
