import { type Command, Option } from "commander";
import type { Registrar } from "./registrar.ts";
import { natural } from "./option-value.ts";

/** Loads the commands when one of them runs, so that other commands start without them. */
const commands = () => import("../commands/audit.ts");

/** Adds the lists of a party's own packets. */
export function addOwnPackets({ terminal, say, command, asParty, action }: Registrar): void {
  const filtered = (query: Command) =>
    limited({ say, asParty }, query)
      .option("--state <state>", say("状态", "state"))
      .option("--type <type>", say("报文类型", "type of message"))
      .option("--thread <id>", say("移送标识", "thread"))
      .option("--overdue", say("仅逾期未签收", "only packets whose receipt is overdue"));
  const receiveds = filtered(
    command("received", {
      zh: "本单位收到的数据包（含已签收、已拒收），最新在前",
      en: "packets that this party got, also those with a receipt, newest first",
    }),
  );
  receiveds.action(action(async () => (await commands()).received(terminal, receiveds.opts())));
  const sents = filtered(
    command("sent", {
      zh: "本单位发出的数据包，每个接收单位一个，最新在前",
      en: "packets that this party sent, one for each recipient, newest first",
    }),
  ).option("--recipient <id>", say("接收单位", "recipient"));
  sents.action(action(async () => (await commands()).sent(terminal, sents.opts())));
}

/** Adds auditors' questions (protocol section 7) to the group `aidx audit`. */
export function addAuditQueries({ terminal, say, command, asParty, action }: Registrar, audit: Command): void {
  const deliveries = limited(
    { say, asParty },
    command("deliveries", { zh: "投递记录，最新在前", en: "packets, newest first" }, audit),
  )
    .option("--sender <id>", say("发送方", "sender"))
    .option("--recipient <id>", say("接收单位", "recipient"))
    .option("--state <state>", say("状态", "state"))
    .option("--type <type>", say("报文类型", "type of message"))
    .option("--thread <id>", say("移送标识", "thread"))
    .option("--overdue", say("仅逾期未签收", "only packets whose receipt is overdue"))
    .option("--reason <reason>", say("拒收原因", "reason of the refusal"))
    .option("--unwitnessed", say("仅日志条目尚未见证", "only packets with an entry that is not witnessed yet"));
  deliveries.action(action(async () => (await commands()).auditDeliveries(terminal, deliveries.opts())));

  const events = limited(
    { say, asParty },
    command("events", { zh: "日志条目，最新在前", en: "entries of the log, newest first" }, audit),
  )
    .option("--type <type>", say("条目类型", "type of entry"))
    .option("--actor <id>", say("行为方", "who did it"))
    .option("--subject <id>", say("报文、数据包、移送或接收单位", "a message, packet, thread or recipient"));
  events.action(action(async () => (await commands()).auditEvents(terminal, events.opts())));

  const shows = asParty(
    command("show <packet>", { zh: "单个数据包的全部经过", en: "a packet with its whole timeline" }, audit),
  );
  shows.action(action(async () => (await commands()).auditShow(terminal, shows.args[0] ?? "", shows.opts())));

  const summaries = period(
    { say, asParty },
    command("summary", { zh: "数量与耗时汇总", en: "counts and times of a period" }, audit),
  ).addOption(
    new Option("--by <key>", say("分组方式", "what the lines are grouped by")).choices([
      "recipient",
      "sender",
      "type",
      "day",
    ]),
  );
  summaries.action(action(async () => (await commands()).auditSummary(terminal, summaries.opts())));

  const matrices = period(
    { say, asParty },
    command("matrix", { zh: "按单位、按日的数量与逾期", en: "counts and overdue packets by party and day" }, audit),
  )
    .addOption(
      new Option("--rows <key>", say("行的分组方式", "what the lines are grouped by")).choices([
        "recipient",
        "sender",
        "type",
      ]),
    )
    .addOption(new Option("--columns <period>", say("列的分组方式", "what a column is")).choices(["day", "month"]))
    .option("--sender <id>", say("发送方", "sender"))
    .option("--recipient <id>", say("接收单位", "recipient"))
    .option("--type <type>", say("报文类型", "type of message"));
  matrices.action(
    action(async () => (await import("../commands/audit-matrix.ts")).auditMatrix(terminal, matrices.opts())),
  );
}

/** Adds the registers (登记) to the group `aidx audit`. */
export function addRegisters({ terminal, say, command, asParty, action }: Registrar, audit: Command): void {
  const registers = period(
    { say, asParty },
    command(
      "register <name>",
      {
        zh: "登记：provision 为向何单位提供了何种信息，rights 为个人权利请求及其办理",
        en: "registers: provision, what was provided to whom; rights, requests of persons and what became of them",
      },
      audit,
    ),
  )
    .option("--sender <id>", say("发送方（provision）", "sender (provision)"))
    .option("--recipient <id>", say("接收单位（provision）", "recipient (provision)"))
    .option("--type <type>", say("报文类型（provision）", "type of message (provision)"))
    .option("--xlsx <file>", say("写为工作簿（须为新文件）", "write it as a workbook; the file must not exist"));
  registers.action(
    action(async () => {
      const [name = ""] = registers.args;
      return (await import("../commands/registers.ts")).register(terminal, name, registers.opts());
    }),
  );
}

type Asking = Pick<Registrar, "say" | "asParty">;

function period({ say, asParty }: Asking, query: Command): Command {
  return asParty(query)
    .option("--from <time>", say("不早于（RFC 3339）", "not before (RFC 3339)"))
    .option("--to <time>", say("早于", "before"))
    .option("--csv", say("输出 CSV", "as CSV"));
}

function limited(asking: Asking, query: Command): Command {
  return period(asking, query).option("--limit <n>", asking.say("至多条数", "how many at most"), natural);
}
