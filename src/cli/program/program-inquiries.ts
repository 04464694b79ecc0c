import { Option } from "commander";
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { INQUIRY_STATES } from "../../domain/inquiry.ts";
import { list, natural } from "./option-value.ts";
import type { Registrar } from "./registrar.ts";

const MOST = 200;

/** Adds the commands about inquiries. */
export function addInquiryCommands({ terminal, say, command, asParty, action }: Registrar): void {
  const asks = asParty(
    command("inquire <file>", {
      zh: "发送查询函；收到的查询函，用 --answer 起草答复；只问办理进度（Q15）的，据事实答复",
      en: "send an inquiry; of one that was received draft the answer; one about progress only (Q15) is answered from facts",
    }),
  )
    .option("--to <ids>", say("被查询单位，逗号分隔", "who is asked, separated by commas"), list)
    .option("--thread <id>", say("问办理进度时：清单的移送标识", "for progress: the list's thread"))
    .option("--answer <file>", say("答复草稿写入何处（须为新文件）", "where the draft of the answer goes; a new file"))
    .option("--state <dir>", say("推送记录目录", "folder of the push records"));
  asks.action(
    action(async () =>
      (await import("../commands/inquire.ts")).inquire(terminal, asks.args[0] ?? "", {
        ...asks.opts(),
        today: dayInChina(new Date()),
      }),
    ),
  );

  const lists = asParty(
    command("inquiries", {
      zh: "列出本单位提出和收到的查询（默认待答复的）",
      en: "list the inquiries that your party made and got (those that wait for an answer)",
    }),
  )
    .addOption(new Option("--state <state>", say("状态", "state")).choices([...INQUIRY_STATES]))
    .option("--often", say("仅列对同一人多次查询的，供数据管理员核查", "only about persons who were asked about often"))
    .option("--limit <n>", say("最多项数", "most inquiries"), natural, MOST);
  lists.action(action(async () => (await import("../commands/inquire.ts")).inquiries(terminal, lists.opts())));
}
