import { type Command, InvalidArgumentError, Option } from "commander";
import { ERASURE_BASES } from "../exchange/erase.ts";
import { erase } from "./commands/erase.ts";
import { reconcile } from "./commands/reconcile.ts";
import { statement } from "./commands/statement.ts";
import type { Registrar } from "./program-audit.ts";
import type { AuditCommand } from "./program-audit-queries.ts";
import type { Terminal } from "./terminal.ts";

/** Adds the options that say which keys of a log are trusted. */
export function trusting(terminal: Terminal, command: Command): Command {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  return command
    .option("--trust <file>", say("受信任的公钥（JSON）", "trusted keys, a JSON file"))
    .option("--log-key <vkey>", say("受信任的日志公钥，可重复", "a trusted key of the log, repeatable"), collect, [])
    .option("--witness <vkey>", say("受信任的见证方公钥，可重复", "a trusted witness's key, repeatable"), collect, [])
    .option("--quorum <n>", say("须有多少见证方联署", "how many witnesses must have cosigned"), count);
}

/** The commands that tell whether anything is missing: statements and reconciliation. */
export function addCompleteness({ terminal, asParty, action }: Registrar, audit: AuditCommand): void {
  const say = (zh: string, en: string) => terminal.say({ zh, en });

  const statements = trusting(
    terminal,
    audit("statement", {
      zh: "某单位某月数据包的签名对账单",
      en: "a signed statement of a party's packets of a month",
    }),
  )
    .requiredOption("--party <id>", say("单位标识", "whose packets"))
    .option("--month <YYYY-MM>", say("当地月份", "a month of the locality"))
    .option("--from <time>", say("不早于", "not before"))
    .option("--to <time>", say("早于", "before"))
    .option("--log <what>", say("由日志条目复算：目录或网关地址", "make it again out of a log: a folder or an address"))
    .option("--signed <file>", say("已取得的对账单", "a statement that was got before"))
    .option("--jwks <file>", say("网关公钥集（离线核验用）", "the gateway's key set, to verify off line"))
    .option("--out <file>", say("保存签名的对账单", "where to keep the signed statement"))
    .option("--gateway <url>", say("网关地址（AIDX_GATEWAY）", "the gateway's address (AIDX_GATEWAY)"))
    .option("--as <id>", say("本单位标识（AIDX_PARTY）", "the party you are (AIDX_PARTY)"))
    .option("--keys <file>", say("本单位私钥 JWK 集（AIDX_PARTY_KEYS）", "its private JWK set (AIDX_PARTY_KEYS)"));
  statements.action(action(() => statement(terminal, statements.opts())));

  const reconciles = trusting(
    terminal,
    asParty(audit("reconcile", { zh: "移送方、接收方与日志三方核对", en: "compare sender, recipient and log" })),
  )
    .requiredOption("--log <what>", say("日志：目录或网关地址", "the log: a folder or a gateway's address"))
    .option("--sender <id>", say("移送单位", "the sender"))
    .option("--sender-receipts <dir>", say("移送单位保存的推送记录", "what the sender keeps: push records"))
    .option("--recipient <id>", say("接收单位", "the recipient"))
    .option("--recipient-receipts <dir>", say("接收单位保存的回执", "what the recipient keeps: its receipts"))
    .option("--public-keys <dir>", say("各单位公钥集目录（离线用）", "folder of public key sets, to work off line"));
  reconciles.action(action(() => reconcile(terminal, reconciles.opts())));
}

/** Watching a log from outside. */
export function addMonitor({ terminal, asParty, action }: Registrar, audit: AuditCommand): void {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const monitors = trusting(
    terminal,
    asParty(
      audit("monitor <url>", {
        zh: "持续监视日志：只增不改、复算新条目、告警",
        en: "watch a log: it only grows, what is new is recounted",
      }),
    ),
  )
    .requiredOption("--state <dir>", say("状态目录", "folder of what was verified so far"))
    .option("--mirror <dir>", say("保存已核验的副本", "keep a verified copy here"))
    .option("--once", say("只查看一次", "look once"))
    .option("--interval <s>", say("间隔（秒）", "from one look to the next, s"), count, 60)
    .option("--stall <s>", say("日志多久不增长即告警（秒）", "alarm when it has not grown for so long, s"), count)
    .option(
      "--unwitnessed <s>",
      say("多久未达法定见证数即告警（秒）", "alarm when no quorum has cosigned for so long, s"),
      count,
    )
    .option("--webhook <url>", say("告警接收地址", "where alarms are posted to"))
    .option(
      "--metrics-port <n>",
      say("Prometheus 指标端口（仅本机）", "port for Prometheus metrics, on this machine only"),
      count,
    );
  monitors.action(
    action(async () =>
      (await import("./commands/monitor.ts")).monitor(terminal, monitors.args[0] ?? "", monitors.opts()),
    ),
  );
}

/** Destroying payloads on a recorded request. */
export function addErasure({ terminal, command, asParty, action }: Registrar): void {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const erasures = asParty(
    command("erase <thread>", {
      zh: "依登记的请求销毁一件移送的内容（运营方）",
      en: "destroy the payloads of a thread on a recorded request (operator)",
    }),
  )
    .addOption(
      new Option("--basis <code>", say("依据", "on which ground")).choices([...ERASURE_BASES]).makeOptionMandatory(),
    )
    .requiredOption(
      "--reference <number>",
      say("登记编号，不得为个人号码", "number in your register, never a person's"),
    );
  erasures.action(action(() => erase(terminal, erasures.args[0] ?? "", erasures.opts())));
}

/** The witness that an outside body runs. */
export function addWitness({ terminal, command, action }: Registrar): void {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const witnesses = command("witness", {
    zh: "运行日志见证方（由监督机关在自己的机器上运行）",
    en: "run a witness of logs (for an outside body, on a machine of its own)",
  })
    .requiredOption("--dir <dir>", say("密钥与状态目录", "folder of its key and its state"))
    .requiredOption("--name <name>", say("见证方名称，形如 witness.example/w1", "its name, such as witness.example/w1"))
    .option("--log <vkey>", say("所见证日志的公钥，可重复", "key of a log it watches, repeatable"), collect, [])
    .option("--logs <file>", say("日志公钥文件，每行一个", "file of logs' keys, one a line"))
    .option("--host <address>", say("监听地址", "address to listen at"), "127.0.0.1")
    .option("--port <n>", say("端口", "port"), count, 8090);
  witnesses.action(action(async () => (await import("./commands/witness.ts")).witness(terminal, witnesses.opts())));
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function count(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("0, 1, 2 …");
  return number;
}
