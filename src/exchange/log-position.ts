import type { SubmissionAnswer } from "../domain/generated/answers.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import type { Flow } from "./flow.ts";

/** An answer to a submitted message as it is stored: all of it but what changes with the time. */
export type StoredAnswer = Omit<SubmissionAnswer, "log">;

/** Where an entry stands right after its commit. Nobody is asked: it waits for its place. */
export function waiting({ settings }: Pick<Flow, "settings">, leafHash: Uint8Array): LogPosition {
  return { origin: settings.logOrigin, leafHash: Buffer.from(leafHash).toString("base64url"), stage: "pending" };
}

/** Where an entry stands now. @throws StoreUnavailable */
export async function positionNow(flow: Pick<Flow, "settings" | "log">, leafHash: Uint8Array): Promise<LogPosition> {
  const [position = waiting(flow, leafHash)] = await flow.log.positions([leafHash]);
  return position;
}

/** A stored answer with where its entry stands: the text that was stored, and one member more. */
export function withPosition(answer: string, log: LogPosition): string {
  return `${answer.slice(0, -1)},"log":${JSON.stringify(log)}}`;
}
