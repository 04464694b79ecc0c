import type { LogPosition, LogStage } from "../../domain/log-stage.ts";
import type { Terminal } from "./terminal.ts";

const STAGES = {
  pending: { zh: "已提交待编号", en: "pending" },
  sequenced: { zh: "已编号", en: "sequenced" },
  published: { zh: "已发布", en: "published" },
  witnessed: { zh: "已见证", en: "witnessed" },
} as const;

/**
 * How far an audit entry has come, as one word, with its place in the log when it has one. Nothing for an
 * answer that does not tell, as an older gateway's.
 */
export function logged(terminal: Terminal, position: Partial<LogPosition> | undefined): string {
  const { stage, index } = position ?? {};
  const word = stageText(terminal, stage);
  return word === "" ? "" : word + (Number.isSafeInteger(index) ? ` #${index}` : "");
}

/** That word alone. */
export function stageText(terminal: Terminal, stage: LogStage | undefined): string {
  return stage === undefined || !Object.hasOwn(STAGES, stage) ? "" : terminal.say(STAGES[stage]);
}
