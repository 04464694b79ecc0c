import { loadConfig } from "../../config/load.ts";
import { logVkey } from "../../log/log-signer.ts";
import { KEY_PURPOSES, type Keyring, type KeyPurpose } from "../../crypto/keyring.ts";
import { readKeyring } from "../../gateway/prepare.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Runs `aidx keys rotate-gateway PURPOSE`: makes a new key of the gateway on the disk and retires the present one. A
 * running gateway takes the new key over at SIGHUP. A retired key still verifies and opens what is older, unless others may
 * have it (`--compromised`).
 */
export async function rotateGatewayKey(
  terminal: Terminal,
  asked: string,
  { compromised = false }: { readonly compromised?: boolean } = {},
): Promise<Ending> {
  const purpose = KEY_PURPOSES.find((name) => name === asked);
  if (purpose === undefined) {
    throw new CommandError("usage", {
      zh: "用途须为 sig、enc、token 或 log",
      en: "the purpose is sig, enc, token or log",
    });
  }
  const config = await loadConfig(terminal.world.env, terminal.world.cwd);
  const keyring = await readKeyring(config, createLogger("silent"));
  await keyring.rotate(purpose, compromised ? "compromised" : "superseded");
  const present = nameOf(keyring, purpose, config.gateway.log.origin);
  const done = { zh: `已更换网关 ${purpose} 密钥`, en: `the gateway has a new ${purpose} key` };
  terminal.result(
    { purpose, [purpose === "log" ? "vkey" : "kid"]: present },
    [terminal.say(done), present].filter(Boolean).join("  "),
  );
  // A witness that does not know the key cosigns nothing from the first checkpoint on.
  if (purpose === "log") {
    terminal.note({
      zh: "请先将上述公钥交给各见证方、监视方和核验方，再发送 SIGHUP",
      en: "give this key to the witnesses, monitors and verifiers first, then send SIGHUP",
    });
  }
  terminal.note({ zh: "向运行中的网关发送 SIGHUP 后生效", en: "send SIGHUP to a running gateway to take it over" });
  return "ok";
}

/** Name under which others know the present key: the log's vkey, or the kid of another key. */
function nameOf(keyring: Keyring, purpose: KeyPurpose, origin: string): string | undefined {
  const [log] = keyring.log;
  if (purpose === "log") return log && logVkey(origin, log);
  // The kid of the key for access tokens is internal: only the gateway verifies these tokens.
  return keyring.jwks.keys.find(({ use }) => use === purpose)?.kid;
}
