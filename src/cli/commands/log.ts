import type { Bilingual } from "../../domain/bilingual.ts";
import { adopt, adoptionEntry, NewestUnknown } from "../../log/adopt.ts";
import { recordEntry } from "../../tlog/entry.ts";
import { compare } from "../../log/follow.ts";
import { LogRefusal, REFUSALS } from "../../log/log-refusal.ts";
import { createLogSigner, logVkey } from "../../log/log-signer.ts";
import { inspect } from "../../log/sequence.ts";
import { createLogReader } from "../../log/stored-log.ts";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import { readKeyring } from "../../gateway/prepare.ts";
import { configuredQuorum } from "../../gateway/witnesses.ts";
import type { Kept } from "../../log/witnesses/kept-by-witnesses.ts";
import { loadConfig } from "../../config/load.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import {
  askWitnesses,
  checkReference,
  memoryOf,
  refuseSilent,
  sizeIn,
  takeLead,
  withPrepared,
  wordOf,
} from "../proof/own-log.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx log adopt`. */
export interface AdoptOptions {
  /** Number of the decision in the operator's own register. */
  readonly reference: string;
  /** Size of the newest checkpoint that the operator knows. */
  readonly size?: string;
  /** Names of witnesses that are not asked. */
  readonly withoutWitness?: readonly string[];
}

/**
 * Runs `aidx log key`: shows the log's verifier keys (C2SP signed-note), the present one first, for witnesses and
 * auditors.
 */
export async function logKeys(terminal: Terminal): Promise<Ending> {
  const config = await loadConfig(terminal.world.env, terminal.world.cwd);
  const { origin } = config.gateway.log;
  const keyring = await readKeyring(config, createLogger("silent"));
  const keys = keyring.log.map((key) => logVkey(origin, key));
  terminal.result({ origin, keys }, keys.join("\n"));
  return "ok";
}

/** Runs `aidx log status`: shows the state of the log, what others remember of it, and whether it could go on. */
export async function logStatus(terminal: Terminal): Promise<Ending> {
  return withPrepared(terminal, async (prepared) => {
    const { config, keyring, store } = prepared;
    const { origin } = config.gateway.log;
    const deps = {
      signer: () => createLogSigner(origin, keyring.log),
      remembered: memoryOf(prepared),
      hasher: NATIVE_HASHER,
    };
    const reader = createLogReader(store.logRows, deps.signer, NATIVE_HASHER, { quorum: configuredQuorum(config) });
    const { published, witnessed } = await reader.heads();
    const pending = await store.logRows.pending(1_000_000);
    const kept = await askWitnesses(prepared, origin);
    let refusal: LogRefusal | undefined;
    let remembered: number | undefined;
    let leads = false;
    let introduced = false;
    const lead = await takeLead(store.logStore);
    try {
      remembered = sizeOf((await deps.remembered.read())?.note);
      leads = lead === undefined;
      // A gateway that leads checks the same before each batch. Here the question is whether this machine could lead
      // next.
      if (lead === undefined) introduced = (await compare(store.logStore.view(), deps))?.introduced === true;
      else await inspect(lead, deps);
    } catch (error) {
      if (!(error instanceof LogRefusal)) throw error;
      refusal = error;
    } finally {
      await lead?.release();
    }
    const figures = { published: published?.size ?? 0, witnessed: witnessed?.size ?? 0, pending };
    if (refusal === undefined && kept.some(({ size = 0 }) => size > figures.published)) {
      refusal = new LogRefusal("behind");
    }
    const known = Math.max(remembered ?? 0, ...kept.map(({ size = 0 }) => size));
    const state = refusal?.code ?? (leads ? "leading" : "free");
    const says = {
      leading: { zh: "有网关正在编号", en: "a gateway is sequencing" },
      free: { zh: "检查通过；无网关编号", en: "good; no gateway is sequencing" },
      guest: {
        zh: "；本数据目录为新建或副本，在其上运行的网关将自动获准",
        en: "; this data directory is new or a copy: a gateway that runs on it is admitted automatically",
      },
    };
    const lines = [
      origin,
      terminal.say({
        zh: `已发布 ${figures.published}，已见证 ${figures.witnessed}，待编号 ${pending}`,
        en: `published ${figures.published}, witnessed ${figures.witnessed}, waiting ${pending}`,
      }),
      terminal.say({ zh: `本机所记：${remembered ?? "无"}`, en: `remembered here: ${remembered ?? "nothing"}` }),
      ...kept.map((one) => terminal.say(wordOf(one))),
      ...(known > figures.published ? [terminal.say(missing(figures.published, known))] : []),
      ...(store.directory === undefined
        ? []
        : [terminal.say({ zh: `数据库文件：${store.directory}`, en: `files of the database: ${store.directory}` })]),
      `${terminal.say({ zh: "", en: `${state}: ` })}${terminal.say(refusal?.text ?? (leads ? says.leading : says.free))}${
        refusal === undefined && introduced ? terminal.say(says.guest) : ""
      }`,
    ];
    terminal.result(
      {
        origin,
        ...figures,
        remembered: remembered ?? null,
        witnesses: kept.map(({ witness, size }) => ({ witness, size: size ?? null })),
        ...(store.directory === undefined ? {} : { directory: store.directory }),
        state,
      },
      lines.join("\n"),
    );
    return refusal === undefined ? "ok" : "configuration";
  });
}

/**
 * Runs `aidx log adopt`: the operator declares that the other database, data directory or key is gone for good. A log
 * that was altered, or is behind what was seen before, is not adopted. An adoption becomes an entry.
 */
export async function logAdopt(terminal: Terminal, options: AdoptOptions): Promise<Ending> {
  const { reference, withoutWitness } = options;
  const newest = sizeIn(options.size);
  checkReference(reference);
  return withPrepared(terminal, async (prepared) => {
    const { config, keyring, store } = prepared;
    const lead = await takeLead(store.logStore);
    if (lead === undefined) throw new CommandError("refused", LED);
    const kept: Kept[] = [];
    try {
      const { reasons, size } = await adopt(lead, {
        signer: createLogSigner(config.gateway.log.origin, keyring.log),
        remembered: memoryOf(prepared),
        hasher: NATIVE_HASHER,
        newest,
        async keptElsewhere() {
          kept.push(...(await askWitnesses(prepared, config.gateway.log.origin, withoutWitness)));
          for (const one of kept) terminal.note(wordOf(one));
          refuseSilent(kept);
          return kept.flatMap(({ note }) => (note === undefined ? [] : [note]));
        },
        entryOf: (adoption) =>
          recordEntry(adoptionEntry(config.gateway.id, reference, new Date().toISOString(), adoption)),
      });
      const done = {
        zh: `已认领（${reasons.map((reason) => REFUSALS[reason].zh).join("；")}），日志大小 ${size}`,
        en: `adopted (${reasons.join(", ")}) at size ${size}`,
      };
      const nothing = { zh: "日志正常，无需认领", en: "the log is good, so there is nothing to adopt" };
      const witnesses = kept.map(({ witness, size: seen }) => ({ witness, size: seen ?? null }));
      terminal.result({ reasons, size, witnesses }, terminal.say(reasons.length === 0 ? nothing : done));
      return "ok";
    } catch (error) {
      throw error instanceof NewestUnknown ? new CommandError("usage", newestUnknown(error.size)) : error;
    } finally {
      await lead.release();
    }
  });
}

const LED: Bilingual = {
  zh: "有网关正在本数据库上编号，无需认领。数据目录为新建或副本的网关会跟随它并自动获准；要停用正在编号的网关，请先停止它",
  en: "a gateway is sequencing in this database, so there is nothing to adopt. A gateway with a new or copied data directory follows it and is admitted automatically. To replace the one that sequences, stop it first",
};

function missing(here: number, known: number): Bilingual {
  return {
    zh: `此数据库缺少第 ${here} 至 ${known - 1} 条（曾发布至 ${known} 条）。最新状态确已无法恢复的，用 aidx log begin --dry-run 查明所失`,
    en: `this database lacks entries ${here} to ${known - 1}: ${known} were published. If the newest state cannot be brought back, aidx log begin --dry-run tells what is lost`,
  };
}

function newestUnknown(size: number): Bilingual {
  return {
    zh: `本机与见证方均不知已发布到何处。请向审计方、监测方或监控（aidx_log_size）查明最新检查点的大小，以 --size 给出；数据库中为 ${size}，更大的不予认领`,
    en: `neither this machine nor a witness knows what was published. Find the size of the newest checkpoint that anyone has (auditors, monitors, the metric aidx_log_size) and give it as --size. The database has ${size}, and nothing larger can be adopted`,
  };
}

function sizeOf(note: string | undefined): number | undefined {
  return note === undefined ? undefined : Number(note.split("\n", 2)[1]);
}
