import { adopt, adoptionEntry } from "../../audit/log/adopt.ts";
import { recordEntry } from "../../audit/entry.ts";
import { LogRefusal } from "../../audit/log/log-refusal.ts";
import { createLogSigner, logVkey } from "../../audit/log/log-signer.ts";
import { rememberIn } from "../../audit/log/remembered.ts";
import { inspect } from "../../audit/log/sequence.ts";
import { createLogReader } from "../../audit/log/stored-log.ts";
import { NATIVE_HASHER } from "../../audit/native-hasher.ts";
import { isReference } from "../../domain/recorded-request.ts";
import { loadConfig } from "../../config/load.ts";
import { type Ground, prepare, readKeyring } from "../../ground.ts";
import { createLog } from "../../telemetry/log.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/** `aidx log key`: the log's verifier keys (C2SP signed-note), the present one first; for witnesses and auditors. */
export async function logKeys(terminal: Terminal): Promise<Ending> {
  const config = await loadConfig(terminal.world.env, terminal.world.cwd);
  const { origin } = config.gateway.log;
  const keyring = await readKeyring(config, createLog("silent"));
  const keys = keyring.log.map((key) => logVkey(origin, key));
  terminal.result({ origin, keys }, keys.join("\n"));
  return "ok";
}

/** `aidx log status`: where the log stands, and whether it could go on. */
export async function logStatus(terminal: Terminal): Promise<Ending> {
  return withGround(terminal, async ({ config, keyring, store }) => {
    const { origin } = config.gateway.log;
    const signer = () => createLogSigner(origin, keyring.log);
    const remembered = rememberIn(config.environment.dataDir);
    const { published, witnessed } = await createLogReader(store.logRows, signer, NATIVE_HASHER).heads();
    const pending = await store.logRows.pending(1_000_000);
    const lead = await store.logStore.lead();
    let refusal: LogRefusal | undefined;
    try {
      // While a gateway leads it checks the same before each batch.
      if (lead !== undefined) await inspect(lead, { signer, remembered, hasher: NATIVE_HASHER });
    } catch (error) {
      if (!(error instanceof LogRefusal)) throw error;
      refusal = error;
    } finally {
      await lead?.release();
      await store.logStore.close();
    }
    const figures = { published: published?.size ?? 0, witnessed: witnessed?.size ?? 0, pending };
    const state = lead === undefined ? "leading" : (refusal?.code ?? "free");
    const says = {
      leading: { zh: "有网关正在编号", en: "a gateway is sequencing" },
      free: { zh: "检查通过；无网关编号", en: "good; no gateway is sequencing" },
    };
    const text = refusal?.text ?? (state === "leading" ? says.leading : says.free);
    const head = {
      zh: `已发布 ${figures.published}，已见证 ${figures.witnessed}，待编号 ${pending}`,
      en: `published ${figures.published}, witnessed ${figures.witnessed}, waiting ${pending}`,
    };
    terminal.result({ origin, ...figures, state }, `${origin}\n${terminal.say(head)}\n${state}: ${terminal.say(text)}`);
    return refusal === undefined ? "ok" : "configuration";
  });
}

/**
 * `aidx log adopt`: the operator's word that the other database, data directory or key is gone for good.
 * Nothing that is behind what was seen before, or altered, is adopted; what is adopted becomes an entry.
 *
 * @param reference number of the decision in the operator's own register
 */
export async function logAdopt(terminal: Terminal, reference: string): Promise<Ending> {
  if (!isReference(reference))
    throw new CommandError("usage", {
      zh: "登记编号须为 1 至 64 位字母、数字、点、斜线或连字符，且不得为个人号码",
      en: "a reference is 1 to 64 letters, digits, dots, slashes or hyphens, and no number of a person",
    });
  return withGround(terminal, async ({ config, keyring, store }) => {
    const lead = await store.logStore.lead();
    if (lead === undefined)
      throw new CommandError("refused", {
        zh: "有网关正在编号，无需认领",
        en: "a gateway is sequencing: there is nothing to adopt",
      });
    try {
      const { reasons, size } = await adopt(lead, {
        signer: createLogSigner(config.gateway.log.origin, keyring.log),
        remembered: rememberIn(config.environment.dataDir),
        hasher: NATIVE_HASHER,
        entryOf: (adoption) =>
          recordEntry(adoptionEntry(config.gateway.id, reference, new Date().toISOString(), adoption)),
      });
      const done = {
        zh: `已认领（${reasons.join("、")}），日志大小 ${size}`,
        en: `adopted (${reasons.join(", ")}) at size ${size}`,
      };
      const nothing = { zh: "日志正常，无需认领", en: "the log is good: there is nothing to adopt" };
      terminal.result({ reasons, size }, terminal.say(reasons.length === 0 ? nothing : done));
      return "ok";
    } finally {
      await lead.release();
    }
  });
}

async function withGround(terminal: Terminal, work: (ground: Ground) => Promise<Ending>): Promise<Ending> {
  const { env, cwd } = terminal.world;
  const ground = await prepare({ env, cwd, log: createLog("silent") });
  try {
    return await work(ground);
  } finally {
    await ground.store.close();
  }
}
