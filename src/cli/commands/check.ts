import { fileURLToPath } from "node:url";
import { isMessageType, type MessageType } from "../../domain/message.ts";
import type { Issue } from "../../domain/refusal.ts";
import { type CheckAnswer, Sender } from "../../sdk/index.ts";
import { readDocument } from "../kept/document-file.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx check`. */
export interface CheckOptions extends PartyOptions {
  readonly type: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  /** Check against the schema and the code rules only, on this machine. */
  readonly offline?: boolean;
}

/** Findings about a document that passed. */
interface Passed {
  readonly recipients?: CheckAnswer["recipients"];
  readonly disclosures?: CheckAnswer["disclosures"];
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/** Folder of the schemas of this installation. */
const SCHEMAS = fileURLToPath(new URL("../../../schemas", import.meta.url));

/**
 * Runs `aidx check FILE…`: tells what the gateway would answer to a document, and who would see what of it, without
 * sending it. With `--offline` nothing leaves the machine.
 */
export async function check(terminal: Terminal, files: readonly string[], options: CheckOptions): Promise<Ending> {
  const { type } = options;
  if (!isMessageType(type)) {
    throw new CommandError("usage", { zh: "未知的报文类型", en: "there is no such message type" });
  }
  const examine = options.offline === true ? await offline(type) : await online(terminal, type, options);
  return inTurn(
    terminal,
    files,
    (file) => ({ file, ok: false }),
    async (file) => {
      const { document } = await readDocument(file);
      const found = await examine(document);
      if ("errors" in found) {
        showFaults(terminal, file, found.errors);
        return "refused";
      }
      show(terminal, file, found);
      return "ok";
    },
  );
}

/** Faults that the schemas of this installation find in a document. */
interface Failed {
  readonly errors: readonly Issue[];
}

type Examine = (document: Readonly<Record<string, unknown>>) => Promise<Passed | Failed>;

async function online(terminal: Terminal, type: MessageType, options: CheckOptions): Promise<Examine> {
  const sender = new Sender(await connect(terminal, options));
  const { thread, to } = options;
  const about = { type, ...(thread === undefined ? {} : { thread }), ...(to === undefined ? {} : { to }) };
  return async (document) => {
    const { signal } = terminal.world;
    return sender.check(await sender.seal(document, about), { signal });
  };
}

async function offline(type: MessageType): Promise<Examine> {
  // Loaded only here: a check by the gateway must not wait for a validator that it does not use.
  const { loadSchemas } = await import("../../schema/registry.ts");
  const schemas = await loadSchemas(SCHEMAS);
  if (!schemas.has(type, "1")) {
    throw new CommandError("usage", { zh: "该类型没有数据规范", en: "there is no schema of that type" });
  }
  return async (document) => {
    const found = schemas.validate(type, "1", document, new Date());
    return found.ok ? { normalized: found.folded, warnings: found.warnings } : { errors: found.errors };
  };
}

function show(terminal: Terminal, file: string, passed: Passed): void {
  const lines = [`${file}  ${terminal.say({ zh: "通过", en: "passes" })}`];
  if (passed.disclosures !== undefined) {
    lines.push(itemTable(terminal, DISCLOSURE_TABLE, passed.disclosures));
  }
  lines.push(...issueLines(terminal, { zh: "已规范化", en: "normalised" }, passed.normalized));
  lines.push(...issueLines(terminal, { zh: "请核对", en: "please look at" }, passed.warnings));
  terminal.result({ file, ok: true, ...passed }, lines.join("\n"));
}

const DISCLOSURE_TABLE: readonly Column<CheckAnswer["disclosures"][number]>[] = [
  { zh: "接收单位", en: "recipient", of: ({ recipient }) => recipient },
  { zh: "完整可见", en: "in full", of: ({ groups }) => groupsAt(groups, "full") },
  { zh: "部分可见", en: "reduced", of: ({ groups }) => groupsAt(groups, "reduced") },
];

function groupsAt(levels: Readonly<Record<string, string>>, level: string): string {
  return Object.keys(levels)
    .filter((group) => levels[group] === level)
    .join(" ");
}

function showFaults(terminal: Terminal, file: string, errors: readonly Issue[]): void {
  const lines = issueLines(terminal, { zh: "不符合", en: "does not pass" }, errors);
  terminal.result({ file, ok: false, errors }, [file, ...lines].join("\n"));
}

function issueLines(terminal: Terminal, title: { zh: string; en: string }, issues: readonly Issue[] = []): string[] {
  return issues.map((issue) => {
    const text = terminal.language === "zh" ? issue.messageZh : issue.message;
    return `  ${terminal.say(title)}  ${issue.pointer || "/"}  ${issue.code}  ${text}`;
  });
}
