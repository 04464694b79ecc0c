import { Option } from "commander";
import { LETTER_KINDS } from "../../domain/letter.ts";
import { chinaTime } from "../terminal/local-time.ts";
import { PERSON_LISTS } from "../../domain/follow.ts";
import { WORKLISTS } from "../../domain/item.ts";
import { natural } from "./option-value.ts";
import type { Registrar } from "./registrar.ts";

/** Stages that somebody has to look at. */
const STAGES = ["due-soon", "overdue", "supervise", "meeting"];
const MOST = 500;

/** Adds the commands about deadlines, and what became of persons by then. */
export function addClockCommands({ terminal, say, command, asParty, action }: Registrar): void {
  const computes = asParty(
    command("deadline <date> <rule>", {
      zh: "计算自某日起算的事项何时到期，附规则及其依据",
      en: "compute when something is due that starts on a day, with the rule and its source",
    }),
  )
    .option("--division <code>", say("部门的行政区划代码", "division code of the department"))
    .option("--need <code>", say("救助需求，如 N01", "need, such as N01"))
    .option("--urgency <code>", say("紧急程度", "urgency"))
    .option("--circumstance <word>", say("情形，见 docs/deadlines.md", "circumstance, see docs/deadlines.md"))
    .option("--extension <code>", say("延长事由 X1 至 X4", "extension, X1 to X4"));
  computes.action(
    action(async () => (await import("../commands/deadline.ts")).deadline(terminal, computes.args, computes.opts())),
  );

  const lists = asParty(
    command("due", {
      zh: "列出需要处理的事项：临期、逾期、督办、提请联席会议；--list 另有人员清单：待回访、待评估、到期、反复致困、待决定",
      en: "list the items that want somebody: due soon, overdue, to be supervised, for the joint meeting; --list also has lists of persons: visits, evaluation, renewal, relapse, todo",
    }),
  )
    .addOption(new Option("--stage <stage>", say("阶段", "stage")).choices(STAGES))
    .addOption(new Option("--list <list>", say("工作清单", "work list")).choices([...WORKLISTS, ...PERSON_LISTS]))
    .option("--department <party>", say("部门", "department"))
    .option("--need <code>", say("救助需求，如 N01", "need, such as N01"))
    .option("--on <date>", say("推算至该日，当日或以后", "as of this day, today or later"))
    .option("--limit <n>", say("最多项数", "most items"), natural, MOST);
  lists.action(action(async () => (await import("../commands/due.ts")).due(terminal, lists.opts())));

  const reminds = asParty(
    command("remind", {
      zh: "列出应发的催办函、督办函等；--draft 按自己的清单起草（文书、PDF、网页），供核对、报批、打印，不发出",
      en: "list the letters about late items; --draft writes them from one's own list (document, PDF, page) to check, approve and print; nothing is sent",
    }),
  )
    .addOption(
      new Option(
        "--kind <kind>",
        say(
          "2 催办函 3 督办函 4 提请联席会议 5 检察建议书（默认按阶段）",
          "2 reminder, 3 supervision letter, 4 for the joint meeting, 5 procuratorial suggestion (by stage)",
        ),
      ).choices([...LETTER_KINDS]),
    )
    .option("--draft", say("起草", "write drafts"))
    .option(
      "--list <file>",
      say("该移送的清单，姓名由此填入", "the list of the thread, from which names are filled in"),
    )
    .option("--thread <id>", say("仅此移送", "of this thread only"))
    .option("--department <party>", say("部门", "department"))
    .option("--out <dir>", say("草稿写入何处", "where drafts go"), ".")
    .option("--number <number>", say("文号", "number of the letter"))
    .option("--approver <name>", say("签发人", "who approved it"))
    .option("--approved-at <time>", say("签发时间", "time of the approval"))
    .option("--state <dir>", say("推送记录所在目录", "folder of the records of pushes"));
  reminds.action(
    action(async () =>
      (await import("../commands/remind.ts")).remind(terminal, { ...reminds.opts(), now: chinaTime(terminal.now()) }),
    ),
  );

  const shows = asParty(
    command("case <thread-or-file>", {
      zh: "查看一件移送中各人各项需求的办理情况与期限；给出清单文件时显示姓名",
      en: "show what became of each need of each person of a thread, with deadlines; of a list's file with names",
    }),
  )
    .option("--state <dir>", say("推送记录所在目录", "folder of the records of pushes"))
    .option("--thread <id>", say("移送标识（清单不是从本机推送的）", "thread of a list that was not pushed from here"));
  shows.action(
    action(async () => (await import("../commands/case.ts")).showCase(terminal, shows.args[0] ?? "", shows.opts())),
  );

  const reroutes = asParty(
    command("reroute <thread> <party>", {
      zh: "把某部门转出的需求移送另一部门（转办）；应移送的见 aidx due --list reroute",
      en: "send a need that its department passed on to another one; those that wait: aidx due --list reroute",
    }),
  )
    .option("--need <code>", say("救助需求，如 N04", "need, such as N04"))
    .option("--from <party>", say("转出的部门", "department that passed it on"))
    .option("--item <id>", say("事项标识（有多项时）", "id of the item, where there are several"));
  reroutes.action(
    action(async () =>
      (await import("../commands/reroute.ts")).reroute(
        terminal,
        reroutes.args[0] ?? "",
        reroutes.args[1] ?? "",
        reroutes.opts(),
      ),
    ),
  );
}
