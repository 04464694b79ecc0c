import { LOG_STAGES, type LogPosition, type LogStage } from "../../domain/log-stage.ts";
import { codeText } from "./codes-in-words.ts";
import type { Terminal } from "./terminal.ts";

/**
 * How far an audit entry has come, as one word, with its index in the log. Empty for an answer without it, as of an
 * older gateway.
 */
export function logged(terminal: Terminal, position: Partial<LogPosition> | undefined): string {
  const { stage, index } = position ?? {};
  const word = stageText(terminal, stage);
  return word === "" ? "" : word + (Number.isSafeInteger(index) ? ` #${index}` : "");
}

/** The word for a stage alone. */
export function stageText(terminal: Terminal, stage: LogStage | undefined): string {
  return stage !== undefined && LOG_STAGES.includes(stage) ? codeText(terminal, "stage", stage) : "";
}
