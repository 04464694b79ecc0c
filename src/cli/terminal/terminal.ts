import type { Bilingual } from "../../domain/bilingual.ts";
import { CommandError, CONFIGURATION, EXIT_CODES, type Ending, endingOf } from "./exit-code.ts";
import { countLine, issueLine, named } from "./issue-lines.ts";
import type { Language } from "./language.ts";
import { type GatewayClientOptions, type JsonDocument, ProblemError, UntrustedError } from "../../sdk/index.ts";
import { visible } from "../../domain/visible.ts";
import { EncodingError } from "../../files/text-file.ts";

/** What the command line takes from its process. Tests bring their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Reads all of standard input, or, from a person at a terminal, one line behind a prompt. */
  readonly stdin: (prompt: string) => Promise<string>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether progress may be drawn on standard error. */
  readonly interactive: boolean;
  /** Aborts when the user or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Behaviour of clients; only tests change it. */
  readonly client?: Pick<GatewayClientOptions, "environment" | "retry">;
}

/**
 * Output of a command. Results go to standard output, as text or, with `--json`, one JSON object a line. Everything
 * else goes to standard error. Texts may hold what others wrote, so nothing in them can control the terminal.
 */
export class Terminal {
  readonly world: World;
  readonly language: Language;
  readonly json: boolean;
  /** Chinese names of parties by id, once the directory was asked for them. */
  parties: ReadonlyMap<string, string> | undefined;

  constructor(world: World, language: Language, json: boolean) {
    this.world = world;
    this.language = language;
    this.json = json;
  }

  /** The present moment, ms: that of its clients. */
  now(): number {
    return this.world.client?.environment?.now?.() ?? Date.now();
  }

  /** Gives a terminal whose clients have a changed environment. */
  withEnvironment(change: NonNullable<NonNullable<World["client"]>["environment"]>): Terminal {
    const { client = {} } = this.world;
    const environment = { ...client.environment, ...change };
    return new Terminal({ ...this.world, client: { ...client, environment } }, this.language, this.json);
  }

  /** A text in the user's language. */
  say(text: Bilingual): string {
    return text[this.language];
  }

  /** Writes a result: `data` for machines, `text` for people. */
  result(data: object, text: string): void {
    this.world.stdout(this.json ? `${JSON.stringify(data)}\n` : `${visibleLines(text)}\n`);
  }

  /** Writes what is not a result: progress, hints, warnings. */
  note(text: Bilingual): void {
    this.world.stderr(`${visibleLines(this.say(text))}\n`);
  }

  /** Reports an error, and gives how the command ends. */
  fail(error: unknown): Ending {
    const ending = endingOf(error);
    if (this.json) this.world.stdout(`${JSON.stringify({ error: described(error, ending) })}\n`);
    else this.world.stderr(`${visibleLines(this.explain(error))}\n`);
    return ending;
  }

  /** Reports, as a result, that one item of several failed, and gives the ending for its error. */
  itemFailed(data: object, label: string, error: unknown): Ending {
    const ending = endingOf(error);
    const message = this.explain(error);
    this.result({ ...data, error: { ending, message } }, `${label}  ${message}`);
    return ending;
  }

  /**
   * An error in the user's language, with its single faults below it.
   * @param document that the error is about, to name its persons
   */
  explain(error: unknown, document?: JsonDocument): string {
    if (error instanceof CommandError) return this.say(error.text);
    const ending = this.say(EXIT_CODES[endingOf(error)]);
    if (error instanceof ProblemError) {
      const { total, persons } = error.document;
      const faults = [
        ...countLine(this.language, total, persons),
        ...named(error.errors, document).map((issue) => issueLine(this.language, issue)),
      ].map((line) => `  ${line}`);
      const request = error.instance === undefined ? "" : ` [${error.instance}]`;
      const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000);
      const wait = { zh: `  网关要求 ${seconds} 秒后再来`, en: `  the gateway asks to come again in ${seconds} s` };
      const earlier = earlierMessage(error);
      return [
        `${error.message}${request}`,
        ...faults,
        ...(earlier === undefined ? [] : [this.say(earlier)]),
        ...(seconds > 0 ? [this.say(wait)] : []),
      ].join("\n");
    }
    const own = ownText(error);
    if (own !== undefined) return [codeOf(error), this.say(own)].filter((part) => part !== undefined).join(": ");
    // Its own message only if it is known to quote nothing: an unknown error may hold what was read.
    if (error instanceof Error && TELLING.has(error.name)) return `${ending}: ${error.message}`;
    const code = codeOf(error) ?? (error instanceof Error ? error.name : undefined);
    return code === undefined ? ending : `${ending} (${code})`;
  }
}

/** Names the message that a refusal is about besides this one: another has the same id or number. */
function earlierMessage({ document }: ProblemError): Bilingual | undefined {
  const { message } = document;
  if (typeof message !== "string") return undefined;
  return { zh: `  此前的报文：${message}`, en: `  the earlier message: ${message}` };
}

/** Makes each line of a text visible. */
function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** Errors whose messages are written for users and hold no content of a document. */
const TELLING: ReadonlySet<string> = new Set(["UntrustedError", "PacketError", "CommanderError", ...CONFIGURATION]);

/** Text in both languages that an error of a gateway's start brings along. */
function ownText(error: unknown): Bilingual | undefined {
  if (error instanceof EncodingError) {
    const place = `${error.path}:${error.line}`;
    return { zh: `${place} ${error.zh}`, en: `${place} ${error.en}` };
  }
  if (error instanceof UntrustedError) return error.text;
  if (!(error instanceof Error && CONFIGURATION.has(error.name) && "text" in error)) return undefined;
  return error.text as Bilingual;
}

function described(error: unknown, ending: Ending): object {
  const { code } = EXIT_CODES[ending];
  if (error instanceof ProblemError) {
    return { ending, exit: code, ...error.document, code: error.code, status: error.status };
  }
  const message =
    error instanceof CommandError || (error instanceof Error && TELLING.has(error.name)) ? error.message : undefined;
  return { ending, exit: code, code: codeOf(error), message };
}

/** Short code of a system error (`ENOENT`) or of one of ours. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Za-z0-9_-]{1,40}$/.test(code) ? code : undefined;
}
