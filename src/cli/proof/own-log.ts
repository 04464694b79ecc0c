/** The log of this machine's gateway, as the commands of its operator use it: beside the gateway, or without one. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Bilingual } from "../../domain/bilingual.ts";
import { isReference } from "../../domain/recorded-request.ts";
import { prepare, type Prepared } from "../../gateway/prepare.ts";
import { openWitnesses } from "../../gateway/witnesses.ts";
import type { LogLead, LogStore } from "../../log/log-store.ts";
import { rememberIn } from "../../log/remembered.ts";
import { type Kept, keptByWitnesses } from "../../log/witnesses/kept-by-witnesses.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { sha256 } from "../../tlog/native-sha256.ts";
import { encodeHex } from "../../wire/bytes.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Checks the number of a decision. @throws {CommandError} `usage` */
export function checkReference(reference: string): void {
  if (isReference(reference)) return;
  throw new CommandError("usage", {
    zh: "登记编号须为 1 至 64 位字母、数字、点、斜线或连字符，且不得为个人号码",
    en: "a reference is 1 to 64 letters, digits, dots, slashes or hyphens, and no number of a person",
  });
}

/** Reads a size that an operator gives. @throws {CommandError} `usage` */
export function sizeIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CommandError("usage", { zh: "大小须为非负整数", en: "a size is a whole number" });
}

/** Refuses to go on without the answers of all witnesses that were asked. @throws {CommandError} `refused` */
export function refuseSilent(kept: readonly Kept[]): void {
  const names = kept.filter((one) => one.size === undefined).map(({ witness }) => witness);
  if (names.length > 0) throw new CommandError("refused", noAnswer(names));
}

function noAnswer(names: readonly string[]): Bilingual {
  const options = names.map((name) => `--without-witness ${name}`).join(" ");
  return {
    zh: `见证方未给出有效答复，其所见可能更新。请稍后重试；确已永久停用的，加上 ${options}`,
    en: `no valid answer from these witnesses, which may have seen more. Try again later; if they are gone for good, add ${options}`,
  };
}

/** Answer of a witness in words. */
export function wordOf({ witness, size }: Kept): Bilingual {
  if (size === undefined) {
    return { zh: `见证方 ${witness}：无有效答复`, en: `witness ${witness}: no valid answer` };
  }
  return { zh: `见证方 ${witness} 所见：${size}`, en: `witness ${witness} has seen ${size}` };
}

/**
 * Asks the configured witnesses for the newest checkpoint that each keeps.
 * @param origin name of the log
 * @param without names of those that are not asked
 */
export async function askWitnesses(
  { config, guard }: Prepared,
  origin: string,
  without: readonly string[] = [],
): Promise<Kept[]> {
  const witnesses = openWitnesses(config, guard);
  try {
    for (const name of without) {
      if (!witnesses.asked.some(({ key }) => key.name === name)) {
        throw new CommandError("usage", { zh: "没有此名称的见证方", en: "there is no witness of that name" });
      }
    }
    const asked = witnesses.asked.filter(({ key }) => !without.includes(key.name));
    return await keptByWitnesses(asked, origin, encodeHex(sha256(Buffer.from(origin))));
  } finally {
    await witnesses.close();
  }
}

/**
 * Takes the lead; undefined while a gateway has it. A process that only looks gives it back within moments, so it is
 * tried again.
 */
export async function takeLead(store: LogStore): Promise<LogLead | undefined> {
  for (let tries = 0; ; tries++) {
    const lead = await store.lead();
    if (lead !== undefined || tries === 20 || (await store.view().isLed())) return lead;
    await sleep(100);
  }
}

/** What this machine remembers of the log. */
export function memoryOf({ config }: Prepared) {
  return rememberIn(config.environment.dataDir, config.environment.logMemoryDir);
}

/** Does a command's work with the gateway's configuration, keys and database. */
export async function withPrepared(terminal: Terminal, work: (prepared: Prepared) => Promise<Ending>): Promise<Ending> {
  const { env, cwd } = terminal.world;
  const prepared = await prepare({ env, cwd, logger: createLogger("silent"), beside: true });
  try {
    return await work(prepared);
  } finally {
    await prepared.store.logStore.close();
    await prepared.store.close();
  }
}
