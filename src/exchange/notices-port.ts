/** The contract for notices of deadlines: what was told, and the commit that tells more. */
import type { NewMessage } from "./store-port.ts";

/** Stage of a clock of an item that a department is told of. */
export interface ToldStageRow {
  readonly item: string;
  readonly rule: string;
  readonly stage: "due-soon" | "overdue";
}

/** Rows of notices. */
export interface NoticeRows {
  /** Takes the turn to look, when `every` ms are over since the last one. One process at a time gets it. */
  takeTurn(at: number, every: number): Promise<boolean>;
  /** Last local day for which each recipient's notice was made. */
  daysOf(): Promise<ReadonlyMap<string, number>>;
  /** Remembers that on a day there was nothing to tell to a recipient. */
  nothingOn(recipient: string, day: number): Promise<void>;
  /** Reads the stages of these items that were told. */
  told(items: readonly string[]): Promise<ToldStageRow[]>;
  /**
   * Commits a notice with the stages that it tells, and, of the notice of the day, the day. False, and nothing is
   * written, when another process has told one of them or has made the day's notice.
   */
  accept(message: NewMessage, stages: readonly ToldStageRow[], day?: number): Promise<boolean>;
}
