import { Option } from "commander";
import { STATES_NEEDING_ATTENTION } from "../../domain/operator-view.ts";
import { FAILURE_CAUSES } from "../../domain/packet.ts";
import { natural } from "./option-value.ts";
import { PAUSE_REASONS } from "../../domain/endpoint-pause.ts";
import type { Registrar } from "./registrar.ts";

/** Adds what an operator does for packets that did not get through (protocol section 9). */
export function addOperations({ terminal, say, command, asParty, action }: Registrar): void {
  const overviews = asParty(
    command("ops", {
      zh: "网关运行状况与须处理事项（系统管理员）",
      en: "how the gateway runs, and what needs somebody (operator)",
    }),
  );
  overviews.action(action(async () => (await import("../commands/ops.ts")).ops(terminal, overviews.opts())));

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

  const lists = asParty(
    command("packets", {
      zh: "待处理的数据包，最新在前（系统管理员）",
      en: "packets that need somebody, newest first (operator)",
    }),
  )
    .addOption(
      new Option("--state <state>", say("状态（缺省为 failed）", "state (failed)")).choices([
        ...STATES_NEEDING_ATTENTION,
      ]),
    )
    .option("--recipient <id>", say("接收单位", "recipient"))
    .option("--overdue", say("仅逾期未签收", "only packets whose receipt is overdue"))
    .option("--limit <n>", say("至多条数", "how many at most"), natural);
  lists.action(action(async () => (await import("../commands/packets.ts")).packets(terminal, lists.opts())));

  const explains = asParty(
    command("explain <id>", {
      zh: "说明数据包（或者报文的各数据包）滞留的原因、由谁处理、下一步（系统管理员）",
      en: "why a packet, or each packet of a message, is where it is, who must act, the next step (operator)",
    }),
  );
  explains.action(
    action(async () =>
      (await import("../commands/packets.ts")).explainPackets(terminal, explains.args[0] ?? "", explains.opts()),
    ),
  );

  const all = asParty(
    command("endpoints [parties...]", {
      zh: "各单位的投递状况；启用、停用、暂停、测试推送地址（系统管理员）",
      en: "how parties get their packets; turn endpoints on or off, pause or test them (operator)",
    }),
  )
    .addOption(new Option("--on", say("启用所列单位的推送地址", "turn the endpoints of these parties on")))
    .addOption(new Option("--off", say("停用所列单位的推送地址", "turn them off")).conflicts("on"))
    .addOption(
      new Option("--pause <reason>", say("暂停推送，至 --until 自动恢复", "pause them until --until"))
        .choices([...PAUSE_REASONS])
        .conflicts(["on", "off"]),
    )
    .option("--until <time>", say("恢复时间（RFC 3339，至多 7 天）", "end of the pause (RFC 3339, 7 days at most)"))
    .addOption(
      new Option("--test", say("发送一次不含数据的签名请求", "send each a signed request without data")).conflicts([
        "on",
        "off",
        "pause",
      ]),
    );
  all.action(action(async () => (await import("../commands/endpoints.ts")).endpoints(terminal, all.args, all.opts())));
}
