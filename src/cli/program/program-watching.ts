import type { Command } from "commander";
import type { Registrar } from "./registrar.ts";
import { collect, count } from "./option-value.ts";
import { trusting } from "./program-trust.ts";

/** Adds the command that watches a log from outside to `aidx audit`. */
export function addMonitor({ terminal, say, command, asParty, action }: Registrar, audit: Command): void {
  const monitors = trusting(
    terminal,
    asParty(
      command(
        "monitor <url>",
        {
          zh: "持续监视日志：只增不改、复算新条目、告警",
          en: "watch a log: verify that it only grows, recount new entries, raise alarms",
        },
        audit,
      ),
    ),
  )
    .requiredOption("--state <dir>", say("状态目录", "folder of what was verified so far"))
    .option("--mirror <dir>", say("保存已核验的副本", "keep a verified copy here"))
    .option("--once", say("只查看一次", "look once"))
    .option("--interval <s>", say("间隔（秒）", "seconds between two looks"), count, 60)
    .option(
      "--stall <s>",
      say("日志多久不增长即告警（秒）", "alarm when the log has not grown for so many seconds"),
      count,
    )
    .option(
      "--unwitnessed <s>",
      say("多久未达法定见证数即告警（秒）", "alarm when no quorum has cosigned for so many seconds"),
      count,
    )
    .option("--webhook <url>", say("告警接收地址", "URL that alarms are posted to"))
    .option(
      "--metrics-port <n>",
      say("Prometheus 指标端口（仅本机）", "port for Prometheus metrics, on this machine only"),
      count,
    );
  monitors.action(
    action(async () =>
      (await import("../commands/monitor.ts")).monitor(terminal, monitors.args[0] ?? "", monitors.opts()),
    ),
  );
}

/** Adds the witness that an outside body runs. */
export function addWitness({ terminal, say, command, action }: Registrar): void {
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
  witnesses.action(action(async () => (await import("../commands/witness.ts")).witness(terminal, witnesses.opts())));
}
