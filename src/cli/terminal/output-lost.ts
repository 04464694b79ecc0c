import type { Ending } from "./exit-code.ts";

/**
 * Reason why work stops when standard output or standard error can no longer be written: the reader has gone, as `head`
 * does, or the disk is full. It is the reason of the world's signal.
 */
export class OutputLost extends Error {
  override readonly name = "OutputLost";
  readonly ending: Ending;
  /** The code of the system's error, `EPIPE` or `ENOSPC`. */
  readonly code: string;

  constructor(cause: NodeJS.ErrnoException) {
    super("the output cannot be written", { cause });
    this.code = cause.code ?? cause.name;
    this.ending = this.code === "EPIPE" ? "unread" : "refused";
  }
}
