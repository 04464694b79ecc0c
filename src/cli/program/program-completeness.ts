import type { Command } from "commander";
import type { Registrar } from "./registrar.ts";
import { trusting } from "./program-trust.ts";

/** Adds the commands that find out whether anything is missing, statements and reconciliation, to `aidx audit`. */
export function addCompleteness({ terminal, say, command, asParty, action }: Registrar, audit: Command): void {
  const statements = trusting(
    terminal,
    command(
      "statement",
      { zh: "某单位某月数据包的签名对账单", en: "a signed statement of a party's packets of a month" },
      audit,
    ),
  )
    .requiredOption("--party <id>", say("单位标识", "party whose packets are stated"))
    .option("--month <YYYY-MM>", say("当地月份", "a month of the locality"))
    .option("--from <time>", say("不早于", "not before"))
    .option("--to <time>", say("早于", "before"))
    .option("--utc-offset <±HH:MM>", say("当地时区", "time zone of the months"), "+08:00")
    .option(
      "--log <what>",
      say("由日志条目复算：目录或网关地址", "compare it with the entries of a log: a folder or an address"),
    )
    .option("--signed <file>", say("已取得的对账单", "a statement that was fetched before"))
    .option("--jwks <file>", say("网关公钥集（离线核验用）", "the gateway's key set, to verify off line"))
    .option("--out <file>", say("保存签名的对账单（须为新文件）", "file for the signed statement; it must not exist"))
    .option("--gateway <url>", say("网关地址（AIDX_GATEWAY）", "the gateway's address (AIDX_GATEWAY)"))
    .option("--as <id>", say("本单位标识（AIDX_PARTY）", "your party's id (AIDX_PARTY)"))
    .option("--keys <file>", say("本单位私钥 JWK 集（AIDX_PARTY_KEYS）", "its private JWK set (AIDX_PARTY_KEYS)"));
  statements.action(
    action(async () => (await import("../commands/statement.ts")).statement(terminal, statements.opts())),
  );

  const reconciles = trusting(
    terminal,
    asParty(
      command("reconcile", { zh: "发送方、接收方与日志三方核对", en: "compare sender, recipient and log" }, audit),
    ),
  )
    .requiredOption("--log <what>", say("日志：目录或网关地址", "the log: a folder or a gateway's address"))
    .option("--sender <id>", say("发送方", "the sender"))
    .option("--sender-receipts <dir>", say("发送方保存的推送记录", "what the sender keeps: push records"))
    .option("--recipient <id>", say("接收单位", "the recipient"))
    .option("--recipient-receipts <dir>", say("接收单位保存的回执", "what the recipient keeps: its receipts"))
    .option("--public-keys <dir>", say("各单位公钥集目录（离线用）", "folder of public key sets, to work off line"));
  reconciles.action(
    action(async () => (await import("../commands/reconcile.ts")).reconcile(terminal, reconciles.opts())),
  );
}
