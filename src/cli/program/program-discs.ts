import type { Command } from "commander";
import { count, list } from "./option-value.ts";
import { type Registrar, TRUST_OPTION } from "./registrar.ts";

/** Adds the commands for parties without a network (docs/disc.md): what goes out on a disc, and what comes back. */
export function addDiscCommands({ terminal, say, command, asParty, action }: Registrar): void {
  const here = (made: Command) =>
    made
      .option("--party <id>", say("本单位标识（AIDX_PARTY）", "your party's id (AIDX_PARTY)"))
      .option("--keys <file>", say("本单位私钥 JWK 集（AIDX_PARTY_KEYS）", "its private JWK set (AIDX_PARTY_KEYS)"))
      .option(...TRUST_OPTION(say));

  const packs = asParty(
    command("package <packet>", {
      zh: "把数据包制成离线包（.aidpkg），供刻盘（系统管理员或者接收单位）",
      en: "make the off-line package of a packet (.aidpkg) for a disc (operator, or its recipient)",
    }),
  ).requiredOption("-o, --out <file>", say("写到哪里（.aidpkg）", "where it goes (.aidpkg)"));
  packs.action(
    action(async () =>
      (await import("../commands/package.ts")).packPacket(terminal, packs.args[0] ?? "", packs.opts()),
    ),
  );

  const opens = here(
    command("open-package <files...>", {
      zh: "核验并打开离线包，不连接网关",
      en: "verify and open off-line packages, without a gateway",
    }),
  ).requiredOption("--out <dir>", say("保存目录", "folder to keep them in"));
  opens.action(
    action(async () => (await import("../commands/open-package.ts")).openPackages(terminal, opens.args, opens.opts())),
  );

  const seals = here(
    command("seal <file>", {
      zh: "检查、签名、加密文书为 .aidmsg，供刻盘带回，不连接网关",
      en: "check, sign and encrypt a document as .aidmsg for a disc, without a gateway",
    }),
  )
    .option("--type <type>", say("报文类型", "type of message"), "feedback")
    .option("--thread <id>", say("所属移送", "thread it belongs to"))
    .option("--to <ids>", say("接收单位，逗号分隔", "recipients, separated by commas"), list)
    .option("--dir <dir>", say("open-package 的保存目录", "the folder of open-package"))
    .option(
      "--gateway-keys <file>",
      say(
        "网关公钥文件（离线包的 gateway.json，或者 jwks.json）",
        "the gateway's public keys (gateway.json of a package, or jwks.json)",
      ),
    )
    .requiredOption("-o, --out <file>", say("写到哪里（.aidmsg）", "where it goes (.aidmsg)"));
  seals.action(
    action(async () => (await import("../commands/seal.ts")).seal(terminal, seals.args[0] ?? "", seals.opts())),
  );

  const desks = command("desk", {
    zh: "在本机浏览器中办理离线包，不连接网关",
    en: "work with discs in a browser of this machine, without a gateway",
  }).option("--port <n>", say("端口（默认任一空闲端口）", "port (one that is free)"), count, 0);
  desks.action(action(async () => (await import("../commands/desk.ts")).desk(terminal, desks.opts())));

  const imports = asParty(
    command("import-package <files...>", {
      zh: "提交盘上带回的 .aidreceipt 与 .aidmsg；可重复执行",
      en: "hand in the .aidreceipt and .aidmsg files that came on a disc; can be repeated",
    }),
  );
  imports.action(
    action(async () => (await import("../commands/package.ts")).importFiles(terminal, imports.args, imports.opts())),
  );
}
