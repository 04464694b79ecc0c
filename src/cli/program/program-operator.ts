import { Option } from "commander";
import { FAILURE_CAUSES } from "../../domain/packet.ts";
import type { Registrar } from "./registrar.ts";

/** Adds what an operator does for packets that did not get through (protocol section 9). */
export function addOperations({ terminal, say, command, asParty, action }: Registrar): void {
  const requeues = asParty(
    command("requeue [packets...]", {
      zh: "重新投递失败的数据包，逐一指明或者按条件查找（系统管理员）",
      en: "push failed packets once more, named or found by a filter (operator)",
    }),
  )
    .option("--recipient <id>", say("接收单位", "recipient"))
    .addOption(new Option("--cause <code>", say("投递失败原因", "why it failed")).choices([...FAILURE_CAUSES]))
    .option("--thread <id>", say("移送标识", "thread"))
    .option("--from <time>", say("失败时间不早于（RFC 3339）", "failed not before (RFC 3339)"))
    .option("--to <time>", say("失败时间早于", "failed before"))
    .option("--dry-run", say("只列出将重新投递的数据包及其总数", "only say which ones and how many"));
  requeues.action(
    action(async () => (await import("../commands/requeue.ts")).requeue(terminal, requeues.args, requeues.opts())),
  );

  const reseals = asParty(
    command("reseal <packets...>", {
      zh: "为对方新密钥重新封装（系统管理员）",
      en: "seal packets that could not be decrypted again (operator)",
    }),
  );
  reseals.action(
    action(async () =>
      (await import("../commands/requeue.ts")).operate(terminal, "reseal", reseals.args, reseals.opts()),
    ),
  );
}
