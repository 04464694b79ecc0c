import type { Command } from "commander";
import { newKeys, rotateKeys, showKeys } from "../commands/keys.ts";
import { pinGateway, showGatewayTrust } from "../commands/trust.ts";
import { PLAIN_HTTP_OPTION, type Registrar, TRUST_OPTION } from "./registrar.ts";

/** Adds the commands about keys: a party's own, those that it trusts, and the gateway's. */
export function addKeyCommands(registrar: Registrar): void {
  const { terminal, say, command, asParty, action } = registrar;
  const keys = command("keys", { zh: "管理单位密钥", en: "a party's keys" });
  const commands = [
    ["new", newKeys, { zh: "生成密钥", en: "make key pairs" }],
    [
      "rotate",
      rotateKeys,
      { zh: "更换密钥：登记后自动启用", en: "stage new key pairs; they sign once the gateway knows them" },
    ],
    ["show", showKeys, { zh: "查看密钥（不含私钥）", en: "list the keys of a set, without their private parts" }],
  ] as const;
  for (const [name, work, text] of commands) {
    const verb =
      name === "rotate"
        ? asParty(command(name, text, keys)).option(
            "--send",
            say("以现用密钥签署并提交网关，由安全管理员确认", "send them to the gateway, signed with the present key"),
          )
        : command(name, text, keys)
            .option("--party <id>", say("单位标识（AIDX_PARTY）", "the party (AIDX_PARTY)"))
            .option("--keys <file>", say("私钥 JWK 集", "its private JWK set"));
    if (name !== "show") {
      verb
        .option("--public <file>", say("公钥 JWK 集的去处", "where the public set goes"))
        .option("--sig <alg>", say("签名算法：ES256、Ed25519、PS256", "signature: ES256, Ed25519, PS256"))
        .option("--enc <kind>", say("加密密钥：P-256、X25519、RSA", "decryption: P-256, X25519, RSA"));
    }
    verb.action(action(() => work(terminal, verb.opts())));
  }
  const imported = command(
    "import <file>",
    { zh: "导入 PKCS#12（.p12、.pfx）或 PEM 私钥", en: "take a key pair over from PKCS#12 (.p12, .pfx) or PEM" },
    keys,
  )
    .option("--use <use>", say("用途：sig（签名）或 enc（解密）", "what it is for: sig or enc"))
    .option(
      "--passphrase-file <file>",
      say("口令文件（默认询问）", "file with its passphrase (asked for, when absent)"),
    )
    .option("--party <id>", say("单位标识（AIDX_PARTY）", "the party (AIDX_PARTY)"))
    .option("--keys <file>", say("私钥 JWK 集", "its private JWK set"))
    .option("--public <file>", say("公钥 JWK 集的去处", "where the public set goes"));
  imported.action(
    action(async () => {
      const { importKeyFile } = await import("../commands/key-import.ts");
      return importKeyFile(terminal, imported.args[0] ?? "", imported.opts());
    }),
  );
  const pending = asParty(
    command(
      "pending",
      {
        zh: "列出单位提交的待确认新公钥（安全管理员）",
        en: "list new keys that parties sent (security administrator)",
      },
      keys,
    ),
  );
  pending.action(
    action(async () => (await import("../commands/key-changes.ts")).pendingKeys(terminal, pending.opts())),
  );
  const decisions = [
    [
      "confirm",
      {
        zh: "核对指纹后确认单位的新公钥（安全管理员）",
        en: "confirm a party's new keys, their thumbprint compared (security administrator)",
      },
    ],
    ["refuse", { zh: "拒绝单位的新公钥（安全管理员）", en: "refuse a party's new keys (security administrator)" }],
  ] as const;
  for (const [verb, text] of decisions) {
    // An option and no argument: a thumbprint may begin with a hyphen.
    const decides = asParty(command(verb, text, keys)).requiredOption(
      "--kid <thumbprint>",
      say("新签名公钥的指纹，43 个字符", "thumbprint of the new signing key, 43 characters"),
    );
    decides.action(
      action(async () => (await import("../commands/key-changes.ts")).decideKeys(terminal, verb, decides.opts())),
    );
  }
  const rotation = command(
    "rotate-gateway <purpose>",
    { zh: "更换网关自身密钥：sig、enc、token 或 log", en: "a new key of the gateway's own: sig, enc, token or log" },
    keys,
  );
  rotation.option(
    "--compromised",
    say("原密钥可能已泄露，即刻作废", "others may have the former key: it ends at once"),
  );
  rotation.action(
    action(async () => {
      const { rotateGatewayKey } = await import("../commands/gateway-keys.ts");
      return rotateGatewayKey(terminal, rotation.args[0] ?? "", rotation.opts());
    }),
  );
  addTrustCommands(registrar);
}

function addTrustCommands({ terminal, say, command, action }: Registrar): void {
  const trust = command("trust", { zh: "管理所信任的网关", en: "the gateway that a party trusts" });
  const named = (verb: Command) =>
    verb
      .option("--keys <file>", say("本单位私钥 JWK 集（AIDX_PARTY_KEYS）", "its private JWK set (AIDX_PARTY_KEYS)"))
      .option(...TRUST_OPTION(say));
  const pins = named(
    command(
      "pin",
      {
        zh: "记录网关的公钥，须与网关运营方核对；已有记录时只接受可验证的更换",
        en: "note the gateway's keys, to be compared with its operator; over earlier ones, only a change that they lead to",
      },
      trust,
    ),
  )
    .option("--gateway <url>", say("网关地址（AIDX_GATEWAY）", "the gateway's address (AIDX_GATEWAY)"))
    .option("--issuer <url>", say("签发者，与网关地址不同时须给出", "its issuer, when that is not its address"))
    .option("--fingerprint <digits>", say("运营方告知的校验码", "the digits that its operator told you"))
    .option("--replace", say("不论原有记录，重新记录", "begin anew, whatever the earlier ones say"))
    .option(...PLAIN_HTTP_OPTION(say));
  pins.action(action(() => pinGateway(terminal, pins.opts())));
  const shows = named(command("show", { zh: "查看所记录的公钥与校验码", en: "show the keys and their digits" }, trust));
  shows.action(action(() => showGatewayTrust(terminal, shows.opts())));
}
