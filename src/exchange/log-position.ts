import type { SubmissionAnswer } from "../domain/generated/answers.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import type { Flow } from "./flow.ts";

/** The answer to a submitted message as it is stored: without the position of its entry, which changes with time. */
export type StoredAnswer = Omit<SubmissionAnswer, "log">;

/** Position of an entry right after its commit: it waits for its index, so the log need not be asked. */
export function pendingPosition({ settings }: Pick<Flow, "settings">, leafHash: Uint8Array): LogPosition {
  return { origin: settings.logOrigin, leafHash: Buffer.from(leafHash).toString("base64url"), stage: "pending" };
}

/** Asks the log for the present position of an entry. @throws StoreUnavailable */
export async function presentPosition(
  flow: Pick<Flow, "settings" | "log">,
  leafHash: Uint8Array,
): Promise<LogPosition> {
  const [position = pendingPosition(flow, leafHash)] = await flow.log.positions([leafHash]);
  return position;
}

/** Adds the position of its entry to a stored answer, as one more member at the end of the stored text. */
export function withPosition(answer: string, log: LogPosition): string {
  return `${answer.slice(0, -1)},"log":${JSON.stringify(log)}}`;
}
