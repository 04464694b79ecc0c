import type { AuditCommand, Registrar } from "./registrar.ts";
import { type Command, Option } from "commander";
import { natural } from "./option-value.ts";

/** The group `aidx audit`; others add commands to it. */
export function auditGroup({ terminal, command }: Registrar): AuditCommand {
  const group = command("audit", { zh: "审计（审计管理员）", en: "auditing (auditor)" });
  return (name, text) =>
    group
      .command(name)
      .description(terminal.say(text))
      .addOption(new Option("--json").hideHelp())
      .addOption(new Option("--lang <language>").choices(["zh", "en"]).hideHelp());
}

/** Loaded when one of them runs, as every command about proof: the others start without it. */
const commands = () => import("../commands/audit.ts");

/** Auditors' questions (protocol section 7). */
export function addAuditQueries({ terminal, asParty, action }: Registrar, audit: AuditCommand): void {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const period = (command: Command) =>
    asParty(command)
      .option("--from <time>", say("不早于（RFC 3339）", "not before (RFC 3339)"))
      .option("--to <time>", say("早于", "before"))
      .option("--csv", say("输出 CSV", "as CSV"));
  const limited = (command: Command) =>
    period(command).option("--limit <n>", say("至多条数", "how many at most"), natural);

  const deliveries = limited(audit("deliveries", { zh: "投递记录，最新在前", en: "packets, newest first" }))
    .option("--sender <id>", say("移送单位", "sender"))
    .option("--recipient <id>", say("接收单位", "recipient"))
    .option("--state <state>", say("状态", "state"))
    .option("--type <type>", say("报文类型", "type of message"))
    .option("--thread <id>", say("移送标识", "thread"))
    .option("--overdue", say("仅逾期未签收", "only without a receipt although it was due"));
  deliveries.action(action(async () => (await commands()).auditDeliveries(terminal, deliveries.opts())));

  const events = limited(audit("events", { zh: "日志条目，最新在前", en: "entries of the log, newest first" }))
    .option("--type <type>", say("条目类型", "type of entry"))
    .option("--actor <id>", say("行为方", "who did it"))
    .option("--subject <id>", say("报文、数据包、移送或接收单位", "a message, packet, thread or recipient"));
  events.action(action(async () => (await commands()).auditEvents(terminal, events.opts())));

  const shows = asParty(audit("show <packet>", { zh: "单个数据包的全部经过", en: "a packet with its whole timeline" }));
  shows.action(action(async () => (await commands()).auditShow(terminal, shows.args[0] ?? "", shows.opts())));

  const summaries = period(audit("summary", { zh: "数量与耗时汇总", en: "counts and times of a period" })).addOption(
    new Option("--by <key>", say("分组方式", "what has a line of its own")).choices([
      "recipient",
      "sender",
      "type",
      "day",
    ]),
  );
  summaries.action(action(async () => (await commands()).auditSummary(terminal, summaries.opts())));
}
