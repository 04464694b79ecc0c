import { initGateway } from "../../gateway/start.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Runs `aidx init`: makes what a gateway needs and does not have, and reports what was made. */
export async function init(terminal: Terminal): Promise<Ending> {
  const { env, cwd } = terminal.world;
  const made = await initGateway({ env, cwd });
  const lines = [
    made.database && terminal.say({ zh: "已创建数据库", en: "made the database" }),
    ...made.gatewayKeys.map((file) => `${terminal.say({ zh: "已生成网关密钥", en: "made gateway keys" })}  ${file}`),
    ...made.partyKeys.map(
      (file) => `${terminal.say({ zh: "已生成开发用密钥", en: "made development keys" })}  ${file}`,
    ),
  ].filter((line) => line !== false);
  const nothing = terminal.say({ zh: "无需创建，一切就绪", en: "nothing was missing" });
  terminal.result(made, lines.length === 0 ? nothing : lines.join("\n"));
  return "ok";
}
