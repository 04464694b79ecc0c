import { LOG_STAGES, type LogPosition, type LogStage } from "../../domain/log-stage.ts";
import { codeText } from "./codes-in-words.ts";
import type { Terminal } from "./terminal.ts";

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
  return stage !== undefined && LOG_STAGES.includes(stage) ? codeText(terminal, "stage", stage) : "";
}
