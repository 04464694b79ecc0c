import type { Bilingual } from "../../domain/bilingual.ts";
import { beginSuccessor, type Beginning, beginningEntry, NotBegun, type NotBegunFor } from "../../log/begin.ts";
import { createLogSigner } from "../../log/log-signer.ts";
import type { Prepared } from "../../gateway/prepare.ts";
import { configuredQuorum } from "../../gateway/witnesses.ts";
import { createLogReader } from "../../log/stored-log.ts";
import { isBegun } from "../../tlog/begun.ts";
import { recordEntry, storedEntry } from "../../tlog/entry.ts";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
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
import { type ShownPart, shownBy } from "../proof/shown-checkpoints.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx log begin`. */
export interface BeginOptions {
  /** Number of the decision in the operator's own register; not needed for a dry run. */
  readonly reference?: string;
  /** Only tells what is lost. */
  readonly dryRun?: boolean;
  /** Files and folders that show how far the log had come. */
  readonly known?: readonly string[];
  /** Size of the newest checkpoint that the operator knows of. */
  readonly size?: string;
  /** Names of witnesses that are not asked. */
  readonly withoutWitness?: readonly string[];
}

/** Entry that is lost, and that a file proves. */
type Proven = ShownPart["entries"][number];

/**
 * Runs `aidx log begin`: tells which entries are lost, as far as this machine, witnesses and files can show, and begins the
 * successor of a log whose newest state cannot be brought back. The restored entries are taken over.
 */
export async function logBegin(terminal: Terminal, options: BeginOptions): Promise<Ending> {
  const { reference, dryRun = false, withoutWitness } = options;
  const newest = sizeIn(options.size);
  if (!dryRun) checkReference(reference ?? "");
  return withPrepared(terminal, async (prepared) => {
    const { config, keyring, store } = prepared;
    const lead = await takeLead(store.logStore);
    if (lead === undefined) throw new CommandError("refused", LED);
    const parts: ShownPart[] = [];
    try {
      const former = (origin: string) => createLogSigner(origin, keyring.log);
      const beginning = await beginSuccessor(lead, {
        signer: former(config.gateway.log.origin),
        former,
        remembered: memoryOf(prepared),
        hasher: NATIVE_HASHER,
        ended: await endedLogs(prepared),
        newest,
        async keptElsewhere(origin) {
          const { keys } = former(origin);
          for (const known of options.known ?? []) parts.push(...(await shownBy(terminal.world.cwd, known, keys)));
          const kept = await askWitnesses(prepared, origin, withoutWitness);
          for (const one of kept) terminal.note(wordOf(one));
          // What a silent witness has seen may be more; a dry run tells what is known now.
          if (!dryRun) refuseSilent(kept);
          const cosigned = kept.flatMap(({ witness, note }) => (note === undefined ? [] : [{ by: witness, note }]));
          return [...cosigned, ...parts];
        },
        entryOf: dryRun
          ? undefined
          : (made) =>
              recordEntry(
                beginningEntry(config.gateway.id, reference ?? "", new Date(prepared.clock.now()).toISOString(), made),
              ),
      });
      show(terminal, beginning, parts, dryRun, config.gateway.log.origin);
      return "ok";
    } catch (error) {
      throw error instanceof NotBegun ? new CommandError("refused", notBegun(error)) : error;
    } finally {
      await lead.release();
    }
  });
}

/** Names of the logs that the stored one succeeds. */
async function endedLogs({ config, keyring, store }: Prepared): Promise<string[]> {
  const signer = createLogSigner(config.gateway.log.origin, keyring.log);
  const reader = createLogReader(store.logRows, () => signer, NATIVE_HASHER, { quorum: configuredQuorum(config) });
  const ended: string[] = [];
  for await (const { bytes } of reader.entriesOfTypes(["log"])) {
    const entry = storedEntry(bytes);
    if (isBegun(entry)) ended.push(String(entry.predecessor));
  }
  return ended;
}

function show(
  terminal: Terminal,
  { begun, reasons, shown }: Beginning,
  parts: readonly ShownPart[],
  dryRun: boolean,
  configured: string,
): void {
  const { index: size, predecessor, origin, known } = begun;
  const lost = Math.max(0, (known ?? size) - size);
  const proven = lostEntries(parts, size);
  const names = shown.map(({ by, size: seen }) => ({ by: by ?? "machine", size: seen }));
  const by = names
    .map(({ by: name, size: seen }) => `${name === "machine" ? terminal.say(MACHINE) : name} ${seen}`)
    .join(terminal.say({ zh: "，", en: ", " }));
  const lines = [
    { zh: `${predecessor}：恢复后存 ${size} 条`, en: `${predecessor}: ${size} entries are left` },
    ...(by === "" ? [] : [{ zh: `所能出示的最远之处：${by}`, en: `as far as it can be shown: ${by}` }]),
    lossWords(size, known, reasons.includes("forked")),
    ...(proven.length === 0 ? [] : [PROVEN]),
  ];
  const texts = [
    ...lines.map((line) => terminal.say(line)),
    ...(proven.length === 0 ? [] : [itemTable(terminal, PROVEN_TABLE, proven)]),
    terminal.say(dryRun ? unchanged(predecessor, configured) : begunWords(origin, size)),
  ];
  const data = {
    predecessor,
    origin: dryRun ? null : origin,
    size,
    known: known ?? null,
    lost: known === undefined ? null : lost,
    reasons,
    shown: names,
    proven: proven.map(({ index, entry: { type, time, message, packet, recipient } }) => ({
      index,
      type,
      time,
      ...(message === undefined ? {} : { message }),
      ...(packet === undefined ? {} : { packet }),
      ...(recipient === undefined ? {} : { recipient }),
    })),
    begun: !dryRun,
  };
  terminal.result(data, texts.join("\n"));
}

/** Lost entries that evidence proves, each once, in the order of the tree. */
function lostEntries(parts: readonly ShownPart[], size: number): Proven[] {
  const found = new Map<number, Proven>();
  for (const one of parts.flatMap(({ entries }) => entries)) if (one.index >= size) found.set(one.index, one);
  return [...found.values()].toSorted((a, b) => a.index - b.index);
}

const MACHINE: Bilingual = { zh: "本机", en: "this machine" };
const PROVEN: Bilingual = { zh: "所给证据可证明的丢失条目：", en: "lost entries that the given evidence proves:" };

const PROVEN_TABLE: readonly Column<Proven>[] = [
  { zh: "条目", en: "entry", of: ({ index }) => String(index) },
  { zh: "事项", en: "event", of: ({ entry }, terminal) => codeText(terminal, "entry", entry.type) },
  { zh: `时间（${ZONE}）`, en: `time (${ZONE})`, of: ({ entry }) => localTime(entry.time) },
  { zh: "报文", en: "message", of: ({ entry }) => entry.message },
  { zh: "数据包", en: "packet", of: ({ entry }) => entry.packet },
];

function lossWords(size: number, known: number | undefined, forked: boolean): Bilingual {
  if (known === undefined) {
    return {
      zh: "无人能出示更远的检查点：丢失多少未知",
      en: "nobody can show a later checkpoint: how much is lost is unknown",
    };
  }
  if (known <= size && forked) {
    return {
      zh: "所存日志与曾出示的检查点不属于同一棵树",
      en: "the stored log is of another tree than what was shown before",
    };
  }
  return {
    zh: `已丢失第 ${size} 至 ${known - 1} 条，共 ${known - size} 条；哪些报文在其中，由发送方和部门留存的回执查明（aidx audit reconcile）`,
    en: `entries ${size} to ${known - 1} are lost, ${known - size} in all. Which messages are among them, receipts kept by senders and departments tell (aidx audit reconcile)`,
  };
}

function unchanged(predecessor: string, configured: string): Bilingual {
  const next = configured === predecessor ? nameAfter(predecessor) : configured;
  return {
    zh: `未作更改。最新状态确已无法恢复的：登记决定，将 gateway.json 的 log.origin 改为新名称（如 ${next}），停止全部网关后执行 aidx log begin --reference 登记编号`,
    en: `nothing was changed. If the newest state is lost for good: register the decision, set log.origin in gateway.json to a new name (such as ${next}), stop all gateways and run aidx log begin --reference NUMBER`,
  };
}

function begunWords(origin: string, size: number): Bilingual {
  return {
    zh: `已建立后继日志 ${origin}：承接 ${size} 条，第 ${size} 条记录此事。请启动网关，并将 aidx log key 的公钥另行交给审计方、监测方与见证方`,
    en: `the successor ${origin} has begun: it takes over ${size} entries, and entry ${size} records this. Start the gateways, and give the line of aidx log key to auditors, monitors and witnesses by another way`,
  };
}

/** A free name for the successor: the same with the next number. */
function nameAfter(origin: string): string {
  const [, base = origin, number] = /^(.*)-(\d{1,6})$/.exec(origin) ?? [];
  return `${base}-${number === undefined ? 2 : Number(number) + 1}`;
}

const LED: Bilingual = {
  zh: "有网关正在本数据库上编号：请先停止全部网关",
  en: "a gateway is sequencing in this database: stop all gateways first",
};

function notBegun({ code, origin = "" }: NotBegun): Bilingual {
  const texts: Readonly<Record<NotBegunFor, Bilingual>> = {
    "name-taken": {
      zh: `后继日志须用新名称：${origin} 及其前各日志的名称不得再用。请先修改 gateway.json 的 log.origin（如 ${nameAfter(origin)}）`,
      en: `a successor needs a new name: that of ${origin}, and of the logs before it, must not be used again. First change log.origin in gateway.json (such as ${nameAfter(origin)})`,
    },
    "nothing-lost": {
      zh: `所知的全部条目都在数据库中：${origin} 无需后继。请将 gateway.json 的 log.origin 改回；数据库为副本或经主备切换的，用 aidx log adopt。另有更新检查点的，以 --known 或 --size 给出`,
      en: `all entries that are known of are in the database, so ${origin} needs no successor. Put log.origin in gateway.json back; for a copy or a promoted standby use aidx log adopt. If anyone has a newer checkpoint, give it with --known or --size`,
    },
    "no-log": {
      zh: "数据库中没有日志，本机亦无记录：直接启动网关即可建立新日志",
      en: "the database has no log and this machine remembers none: a start of the gateway begins one",
    },
  };
  return texts[code];
}
