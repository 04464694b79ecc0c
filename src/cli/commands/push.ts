import { resolve } from "node:path";
import type { Issue } from "../../domain/refusal.ts";
import { isMessageType, type MessageType, opensThread } from "../../domain/message.ts";
import { type GatewayClient, type JsonDocument, ProblemError, Sender, UnreachableError } from "../../sdk/index.ts";
import { readDocument } from "../kept/document-file.ts";
import { CommandError, type Ending, endingOf, endingOfAll } from "../terminal/exit-code.ts";
import { issueLines, named } from "../terminal/issue-lines.ts";
import { inParallel } from "../terminal/parallel.ts";
import { progressBar } from "../terminal/progress-bar.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { partyText } from "../terminal/codes-in-words.ts";
import { isDefinite, PushJournal, type PushRecord } from "../kept/push-journal.ts";
import { versionOf } from "../kept/schemas.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { offerSplit, refuseUnsplittable, type SplitFiles, writeSplit } from "./split.ts";

/** Options of `aidx push`. */
export interface PushOptions extends PartyOptions {
  readonly type: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  readonly parallel: number;
  readonly state?: string;
  /** Sends the subjects that pass and writes the others to a file. */
  readonly split?: boolean;
  /** Sends as new messages, whatever earlier records say. */
  readonly new?: boolean;
}

/** Result for one file. */
interface Pushed {
  readonly file: string;
  readonly ending: Ending;
  readonly outcome: keyof typeof OUTCOMES;
  readonly record?: PushRecord;
  readonly error?: unknown;
  /** What the gateway accepted and asks to look at. */
  readonly warnings?: readonly Issue[];
  /** The document that the error or the warnings are about. */
  readonly document?: JsonDocument;
  /** Subjects that were not sent, and what is wrong with them. */
  readonly left?: Pick<SplitFiles, "rest" | "errors">;
}

/**
 * Runs `aidx push FILE…`: signs, encrypts and submits documents, several at a time. The id of each message is on the
 * disk before its first try. A run that was cut off is simply repeated: accepted files are skipped, the others go on
 * under the same ids, and nothing is sent twice. A file that was refused is corrected and pushed again.
 */
export async function push(terminal: Terminal, files: readonly string[], options: PushOptions): Promise<Ending> {
  const type = messageType(options);
  refuseUnsplittable(type, options.split);
  const client = await connect(terminal, options);
  // Every record names the gateway. Asking for its id also shows that it is there before anything is written.
  const { id: gateway } = await client.identity();
  const bar = progressBar(terminal, { zh: "推送", en: "push" });
  let gone = false;
  let tried = 0;
  const pushOne = async (file: string): Promise<Pushed> => {
    if (gone || terminal.world.signal.aborted) return { file, ending: "unreachable", outcome: "not-tried" };
    const done = await pushFile(terminal, client, gateway, type, file, options);
    // When the gateway answered none of the tries for one file, the remaining files are not tried.
    if (done.error instanceof UnreachableError) gone = true;
    return done;
  };
  const pushed = await inParallel([...new Set(files)], options.parallel, async (file): Promise<Pushed[]> => {
    const done = await (options.split === true
      ? pushParts(terminal, client, type, file, options, pushOne)
      : pushOne(file).then((one) => [one]));
    if (files.length > 1) bar.to(++tried, files.length);
    return done;
  }).then((lists) => lists.flat());
  bar.end();
  if (pushed.some(({ record }) => record?.accepted !== undefined)) await learnParties(terminal, client);
  for (const done of pushed) show(terminal, done, type);
  if (!terminal.json) summary(terminal, pushed);
  if (terminal.world.signal.aborted) return "interrupted";
  return endingOfAll(pushed.map(({ ending }) => ending));
}

/** Pushes the sound parts of a list in their order, for the later ones go on with the first. */
async function pushParts(
  terminal: Terminal,
  client: GatewayClient,
  type: MessageType,
  file: string,
  { to }: PushOptions,
  pushOne: (file: string) => Promise<Pushed>,
): Promise<Pushed[]> {
  let parts: SplitFiles | undefined;
  let document: JsonDocument | undefined;
  try {
    ({ document } = await readDocument(resolve(terminal.world.cwd, file)));
    const sender = new Sender(client);
    const { signal } = terminal.world;
    const about = { type, ...(to === undefined ? {} : { to }) };
    parts = await writeSplit(terminal, file, document, async (part) =>
      sender.check(await sender.seal(part, { ...about, version: await versionOf(type, part, new Date()) }), { signal }),
    );
  } catch (error) {
    return [failed(file, error, document)];
  }
  if (parts === undefined) return [await pushOne(file)];
  const pushed: Pushed[] = [];
  for (const part of parts.sound) {
    const before = pushed.at(-1);
    pushed.push(
      before === undefined || before.ending === "ok"
        ? await pushOne(part)
        : { file: part, ending: "unreachable", outcome: "not-tried" },
    );
  }
  const { rest, errors } = parts;
  if (rest === undefined || errors === undefined) return pushed;
  return [...pushed, { file, ending: "refused", outcome: "left", left: { rest, errors } }];
}

function failed(file: string, error: unknown, document?: JsonDocument): Pushed {
  const ending = endingOf(error);
  const outcome = ending === "unreachable" ? "unreachable" : ending === "refused" ? "refused" : "failed";
  return { file, ending, outcome, error, ...(document === undefined ? {} : { document }) };
}

async function pushFile(
  terminal: Terminal,
  client: GatewayClient,
  gateway: string,
  type: MessageType,
  file: string,
  options: PushOptions,
): Promise<Pushed> {
  let document: JsonDocument | undefined;
  try {
    const read = await readDocument(resolve(terminal.world.cwd, file));
    ({ document } = read);
    const { sha256 } = read;
    const { thread, to } = options;
    const subject = {
      gateway,
      party: client.party,
      type,
      ...(thread === undefined ? {} : { thread }),
      ...(to === undefined ? {} : { to }),
      sha256,
    };
    const at = () => new Date(client.environment.now()).toISOString();
    const journal = new PushJournal(file, terminal.world.cwd, options.state);
    const earlier = await journal.resume(subject, options.new === true ? { at: at() } : undefined);
    if (earlier?.accepted !== undefined) return { file, ending: "ok", outcome: "accepted-before", record: earlier };
    const first = earlier === undefined || earlier.refused !== undefined;
    const record: PushRecord = first ? { v: 1, ...subject, jti: earlier?.jti ?? client.newId() } : earlier;
    if (first) await journal.write(record);
    // Crash-safe point: from here on every run repeats this same message.
    const sender = new Sender(client);
    const version = await versionOf(type, read.document, new Date());
    const submitting = sender
      .seal(read.document, { ...subject, type, version, jti: record.jti })
      .then((sealed) => sender.push(sealed, { signal: terminal.world.signal }));
    const { answer } = await submitting.catch(async (error: unknown) => {
      if (isDefinite(error, first)) {
        await journal.write({ ...record, refused: { at: at(), status: error.status, code: error.code } });
      }
      throw error;
    });
    const accepted = {
      message: answer.id,
      thread: answer.thread,
      at: at(),
      receipt: answer.receipt,
      packets: answer.packets.map(({ id, recipient }) => ({ id, recipient })),
    };
    await journal.write({ ...record, accepted });
    const { warnings = [] } = answer;
    const done = { file, ending: "ok", outcome: "accepted", record: { ...record, accepted } } as const;
    return { ...done, ...(warnings.length === 0 ? {} : { warnings, document: read.document }) };
  } catch (error) {
    return failed(file, error, document);
  }
}

function messageType(options: PushOptions): MessageType {
  const { type, thread } = options;
  if (!isMessageType(type)) {
    throw new CommandError("usage", { zh: "未知的报文类型", en: "there is no such message type" });
  }
  if (opensThread(type) !== (thread === undefined)) {
    throw new CommandError("usage", {
      zh: opensThread(type) ? "此类型开启新移送，不使用 --thread" : "此类型须用 --thread 指明所属移送",
      en: opensThread(type)
        ? "this type opens a thread: leave --thread out"
        : "this type belongs to a thread: give --thread",
    });
  }
  return type;
}

function show(terminal: Terminal, done: Pushed, type: MessageType): void {
  const { file, outcome, record, error, document, left } = done;
  const warnings = named(done.warnings ?? [], document);
  const accepted = record?.accepted;
  const data = {
    file,
    outcome,
    jti: record?.jti,
    ...accepted,
    ...left,
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(error === undefined ? {} : { error: reason(terminal, error, document) }),
  };
  const to = accepted?.packets.map(({ recipient }) => partyText(terminal, recipient)).join(", ");
  const what = accepted === undefined ? "" : `  ${accepted.message} → ${to ?? ""}`;
  const where = left === undefined ? "" : `  ${left.rest} ${left.errors}`;
  const why = error === undefined ? "" : `\n${terminal.explain(error, document)}`;
  const look = issueLines(terminal.language, { zh: "请核对", en: "please look at" }, warnings);
  terminal.result(data, [`${terminal.say(OUTCOMES[outcome])}  ${file}${what}${where}${why}`, ...look].join("\n"));
  offerSplit(terminal, error, document, type);
}

function reason(terminal: Terminal, error: unknown, document: JsonDocument | undefined): object {
  const message = terminal.explain(error, document);
  if (!(error instanceof ProblemError)) return { ending: endingOf(error), message };
  const { code, errors } = error;
  const faults = errors.length === 0 ? {} : { errors: named(errors, document) };
  return { ending: endingOf(error), message, code, ...faults };
}

const OUTCOMES = {
  accepted: { zh: "已受理", en: "accepted" },
  "accepted-before": { zh: "此前已受理", en: "accepted before" },
  refused: { zh: "被拒绝", en: "refused" },
  unreachable: { zh: "网关不可用", en: "unavailable" },
  "not-tried": { zh: "未尝试", en: "not tried" },
  failed: { zh: "失败", en: "failed" },
  left: { zh: "待更正", en: "to be corrected" },
} as const;

function summary(terminal: Terminal, pushed: readonly Pushed[]): void {
  if (pushed.length < 2) return;
  const counts = Object.entries(OUTCOMES)
    .map(([outcome, text]) => [terminal.say(text), String(pushed.filter((one) => one.outcome === outcome).length)])
    .filter(([, count]) => count !== "0");
  terminal.note({ zh: table(["结果", "文件数"], counts), en: table(["outcome", "files"], counts) });
}
