import { resolve } from "node:path";
import { isMessageType, type MessageType } from "../../domain/message.ts";
import type { Issue } from "../../domain/refusal.ts";
import { type CheckAnswer, type JsonDocument, ProblemError, Sender } from "../../sdk/index.ts";
import { readDocument } from "../kept/document-file.ts";
import { groupsOf } from "../../sheets/disclosed-groups.ts";
import { documentField, versionOf } from "../kept/schemas.ts";
import { CommandError, type Ending, endingOf } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { countLine, issueLines, named } from "../terminal/issue-lines.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { partyText } from "../terminal/codes-in-words.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { offerSplit, refuseUnsplittable, type SplitFiles, writeSplit } from "./split.ts";

/** Options of `aidx check`. */
export interface CheckOptions extends PartyOptions {
  readonly type: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  /** Check against the schema and the code rules only, on this machine. */
  readonly offline?: boolean;
  /** Writes the subjects that pass and the others into files of their own. */
  readonly split?: boolean;
}

/** Findings about a document that passed. */
interface Passed {
  readonly recipients?: CheckAnswer["recipients"];
  readonly disclosures?: CheckAnswer["disclosures"];
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/**
 * Runs `aidx check FILE…`: tells what the gateway would answer to a document, and who would see what of it, without
 * sending it. With `--offline` nothing leaves the machine.
 */
export async function check(terminal: Terminal, files: readonly string[], options: CheckOptions): Promise<Ending> {
  const { type } = options;
  if (!isMessageType(type)) {
    throw new CommandError("usage", { zh: "未知的报文类型", en: "there is no such message type" });
  }
  refuseUnsplittable(type, options.split);
  const examine = options.offline === true ? checkHere(type) : await online(terminal, type, options);
  return inTurn(
    terminal,
    files,
    (file) => ({ file, ok: false }),
    async (file) => {
      const { document } = await readDocument(resolve(terminal.world.cwd, file));
      if (options.split === true) {
        const parts = await writeSplit(terminal, file, document, examine);
        if (parts !== undefined) {
          showParts(terminal, file, parts);
          return parts.rest === undefined ? "ok" : "partly";
        }
      }
      try {
        show(terminal, file, document, await examine(document), await groupText(terminal, type));
        return "ok";
      } catch (error) {
        offerSplit(terminal, error, document, type);
        if (!(error instanceof ProblemError) || error.errors.length === 0) throw error;
        showFaults(terminal, file, document, error);
        return endingOf(error);
      }
    },
  );
}

/** Judges a document. Rejects with ProblemError when it does not pass, whoever judged it. */
type Examine = (document: JsonDocument) => Promise<Passed>;

async function online(terminal: Terminal, type: MessageType, options: CheckOptions): Promise<Examine> {
  const client = await connect(terminal, options);
  const sender = new Sender(client);
  const { thread, to } = options;
  const about = { type, ...(thread === undefined ? {} : { thread }), ...(to === undefined ? {} : { to }) };
  return async (document) => {
    const { signal } = terminal.world;
    const version = await versionOf(type, document, new Date());
    const answer = await sender.check(await sender.seal(document, { ...about, version }), { signal });
    await learnParties(terminal, client);
    return answer;
  };
}

/** Judges a document on this machine. */
export function checkHere(type: MessageType): Examine {
  return async (document) => {
    const at = new Date();
    // Loaded only here: a check by the gateway must not wait for a validator that it does not use.
    const { shippedSchemas } = await import("../../schema/shipped.ts");
    const schemas = await shippedSchemas();
    const version = await versionOf(type, document, at);
    if (!schemas.has(type, version)) {
      throw new CommandError("usage", { zh: "该类型没有数据规范", en: "there is no schema of that type" });
    }
    const found = schemas.validate(type, version, document, at);
    if (found.ok) return { normalized: found.folded, warnings: found.warnings };
    const { errors, total, persons } = found;
    throw new ProblemError(422, { code: "invalid-document", errors, total, persons });
  };
}

function showParts(terminal: Terminal, file: string, { sound, rest, errors }: SplitFiles): void {
  const lines = [
    ...sound.map((path) => `  ${terminal.say({ zh: "通过", en: "passes" })}  ${path}`),
    ...(rest === undefined ? [] : [`  ${terminal.say({ zh: "待更正", en: "to be corrected" })}  ${rest}  ${errors}`]),
  ];
  terminal.result({ file, ok: rest === undefined, sound, rest, errors }, [file, ...lines].join("\n"));
}

/** Shows a group of fields to a person: in Chinese by the title that the schema, workbook and printed page have. */
async function groupText({ language }: Terminal, type: MessageType): Promise<(group: string) => string> {
  if (language !== "zh") return (group) => group;
  // A type without a schema has no groups.
  const groups = await documentField(type).then(groupsOf, () => []);
  const titles = new Map(groups.map(({ name, title }) => [name, title.zh]));
  return (group) => titles.get(group) ?? group;
}

function show(
  terminal: Terminal,
  file: string,
  document: JsonDocument,
  passed: Passed,
  groupOf: (group: string) => string,
): void {
  const lines = [`${file}  ${terminal.say({ zh: "通过", en: "passes" })}`];
  if (passed.disclosures !== undefined) {
    lines.push(itemTable(terminal, disclosureTable(groupOf), passed.disclosures));
  }
  const warnings = named(passed.warnings ?? [], document);
  lines.push(...issueLines(terminal.language, { zh: "已规范化", en: "normalised" }, passed.normalized));
  lines.push(...issueLines(terminal.language, { zh: "请核对", en: "please look at" }, warnings));
  terminal.result({ file, ok: true, ...passed, ...(warnings.length === 0 ? {} : { warnings }) }, lines.join("\n"));
}

type Disclosed = CheckAnswer["disclosures"][number];

function disclosureTable(groupOf: (group: string) => string): readonly Column<Disclosed>[] {
  const at = (level: string) => (disclosed: Disclosed) =>
    Object.entries(disclosed.groups)
      .flatMap(([group, is]) => (is === level ? [groupOf(group)] : []))
      .join(" ");
  return [
    { zh: "接收单位", en: "recipient", of: ({ recipient }, terminal) => partyText(terminal, recipient) },
    { zh: "完整可见", en: "in full", of: at("full") },
    { zh: "部分可见", en: "reduced", of: at("reduced") },
  ];
}

export function showFaults(terminal: Terminal, file: string, document: JsonDocument, error: ProblemError): void {
  const errors = named(error.errors, document);
  const { total, persons, message } = error.document;
  const lines = issueLines(terminal.language, { zh: "不符合", en: "does not pass" }, errors);
  const text = [file, ...countLine(terminal.language, total, persons).map((line) => `  ${line}`), ...lines];
  terminal.result({ file, ok: false, code: error.code, errors, total, persons, message }, text.join("\n"));
}
