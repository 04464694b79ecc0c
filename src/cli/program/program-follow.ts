import { chinaTime } from "../terminal/local-time.ts";
import { natural } from "./option-value.ts";
import type { Registrar } from "./registrar.ts";

const MOST = 500;

/** Adds the commands about visits after aid, and evaluations. */
export function addFollowCommands({ terminal, say, command, asParty, action }: Registrar): void {
  const visits = command("visit", {
    zh: "救助后的回访：应回访的人员，以及回访记录",
    en: "visits after aid: who is to be visited, and the record",
  });
  const dues = asParty(command("due", { zh: "列出待回访人员", en: "list the persons to be visited" }, visits))
    .option("--department <party>", say("部门", "department"))
    .option("--need <code>", say("救助需求，如 N01", "need, such as N01"))
    .option("--on <date>", say("推算至该日，当日或以后", "as of this day, today or later"))
    .option("--limit <n>", say("最多人数", "most persons"), natural, MOST);
  dues.action(
    action(async () => (await import("../commands/due.ts")).due(terminal, { ...dues.opts(), list: "visits" })),
  );

  const out = say(
    "写到哪里：.xlsx 为待填的表，.html 为打印的表；有 --xlsx 时为文书",
    "where the workbook (.xlsx), the sheets to print (.html), or the document goes",
  );
  const xlsx = say("填好的表格（XLSX、CSV）", "the filled workbook (XLSX, CSV)");
  const state = say("推送记录所在目录", "folder of the records of pushes");
  const thread = say("移送标识（清单不是从本机推送的）", "thread of a list that was not pushed from here");
  const records = asParty(
    command(
      "record <list>",
      {
        zh: "按清单为待回访人员生成回访记录表；用 --xlsx 把填好的变成回访记录，不发出",
        en: "write the form for the visits of a list that are due; with --xlsx make the record of a filled one; nothing is sent",
      },
      visits,
    ),
  )
    .requiredOption("--out <file>", out)
    .option("--xlsx <file>", xlsx)
    .option("--thread <id>", thread)
    .option("--state <dir>", state);
  records.action(
    action(async () =>
      (await import("../commands/entries.ts")).recordVisits(terminal, records.args[0] ?? "", {
        ...records.opts(),
        now: chinaTime(terminal.now()),
      }),
    ),
  );

  const evaluates = asParty(
    command("evaluate <list>", {
      zh: "按清单为待评估人员起草救助效果评估表（评分、办理情况、否决情形、测算等级取自案件）；用 --xlsx 把填好的变成评估，不发出",
      en: "draft the evaluations of a list that are due, with scores, items, vetoes and grade from the case; with --xlsx make the evaluation of a filled form; nothing is sent",
    }),
  )
    .requiredOption("--out <file>", out)
    .option(
      "--plan <file>",
      say("帮扶方案：其中的现状评分作为救助前评分", "the plan, whose scores are those before help"),
    )
    .option("--xlsx <file>", xlsx)
    .option("--thread <id>", thread)
    .option("--state <dir>", state);
  evaluates.action(
    action(async () =>
      (await import("../commands/entries.ts")).evaluate(terminal, evaluates.args[0] ?? "", {
        ...evaluates.opts(),
        now: chinaTime(terminal.now()),
      }),
    ),
  );
}
