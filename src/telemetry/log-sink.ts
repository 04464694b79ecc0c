import { constants, fstatSync, openSync, write, writeSync } from "node:fs";
import { isatty } from "node:tty";

/** Destination of log lines, with the number of lost ones. */
export interface LogSink {
  /** Takes a line with its line feed. Never waits, never throws. */
  write(line: string): void;
  /** Lines that were lost since the start. */
  readonly lost: number;
  /** Resolves when no line waits, and after `ms` at the latest. */
  drained(ms: number): Promise<void>;
}

/** Options of a sink. */
export interface LogSinkOptions {
  /** Makes the line, with its line feed, that stands where so many lines were lost. */
  readonly marker: (lines: number) => string;
  /** Bytes that may wait. */
  readonly mostBytes?: number;
}

/** A line that waits. */
interface Waiting {
  readonly bytes: Buffer;
  /** For a marker: the lost lines that it tells of. */
  readonly marks?: number;
}

/** Writes bytes and tells how many were written. The error `EAGAIN` means that nobody reads at the moment. */
export type Output = (bytes: Buffer, done: (error: NodeJS.ErrnoException | null, written: number) => void) => void;

/** Pause before a reader that took nothing is tried again, ms. */
const AGAIN_MS = 50;
const LINE_FEED = Buffer.from("\n");

/**
 * Opens a sink on standard error (2) or a file. A full disk, or a pipe or terminal that nobody reads, costs lines and nothing else:
 * lines wait in a buffer with a bound, and the process neither blocks on them nor stays for them. A marker says later how
 * many are missing.
 */
export function openLogSink(fd: number, options: LogSinkOptions): LogSink {
  return createLogSink(outputTo(fd), options);
}

/** Makes a sink of any output. */
export function createLogSink(output: Output, options: LogSinkOptions): LogSink {
  return new Sink(output, options);
}

class Sink implements LogSink {
  readonly #output: Output;
  readonly #marker: (lines: number) => string;
  readonly #mostBytes: number;
  readonly #waiting: Waiting[] = [];
  readonly #whenEmpty: (() => void)[] = [];
  #bytes = 0;
  #running = false;
  /** True while an output is not done. */
  #busy = false;
  /** Of the line in front, what has been written. */
  #written = 0;
  /** True when a part of the last lost line was written. */
  #torn = false;
  #lost = 0;
  /** Lost lines that no marker tells of. */
  #unmarked = 0;

  constructor(output: Output, { marker, mostBytes = 1_048_576 }: LogSinkOptions) {
    this.#output = output;
    this.#marker = marker;
    this.#mostBytes = mostBytes;
  }

  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#bytes + bytes.length > this.#mostBytes) {
      this.#lose();
      return;
    }
    if (this.#unmarked > 0) {
      this.#wait({ bytes: Buffer.from(this.#marker(this.#unmarked)), marks: this.#unmarked });
      this.#unmarked = 0;
    }
    this.#wait({ bytes });
    this.#run();
  }

  async drained(ms: number): Promise<void> {
    if (this.#waiting.length === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#whenEmpty.push(resolve);
    await promise;
    clearTimeout(timer);
  }

  #wait(line: Waiting): void {
    this.#waiting.push(line);
    this.#bytes += line.bytes.length;
  }

  #lose(): void {
    this.#lost += 1;
    this.#unmarked += 1;
  }

  /** Writes what waits, until it is all written or an output is not done. */
  #run(): void {
    if (this.#running) return;
    this.#running = true;
    for (let [line] = this.#waiting; line !== undefined && !this.#busy; [line] = this.#waiting) this.#put(line);
    this.#running = false;
    if (this.#waiting.length === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #put(line: Waiting): void {
    this.#busy = true;
    const bytes = this.#torn ? LINE_FEED : line.bytes.subarray(this.#written);
    this.#output(bytes, (error, written) => {
      if (error?.code === "EAGAIN") {
        // Without a hold on the process: it ends whether somebody reads or not.
        setTimeout(() => this.#free(), AGAIN_MS).unref();
        return;
      }
      if (error !== null) this.#drop(line);
      else if (this.#torn) this.#torn = written === 0;
      else this.#advance(line, written);
      this.#free();
    });
  }

  #free(): void {
    this.#busy = false;
    this.#run();
  }

  #advance(line: Waiting, written: number): void {
    this.#written += written;
    if (this.#written === line.bytes.length) this.#shift(line);
  }

  #drop(line: Waiting): void {
    this.#torn ||= this.#written > 0;
    this.#shift(line);
    if (line.marks === undefined) this.#lose();
    else this.#unmarked += line.marks;
  }

  #shift(line: Waiting): void {
    this.#waiting.shift();
    this.#bytes -= line.bytes.length;
    this.#written = 0;
  }
}

/**
 * How a descriptor is written without waiting. libuv has made pipes and sockets of standard error non-blocking; of a
 * terminal, which must stay as it is for others, a second description is opened that is. A file cannot be written so: one
 * write at a time is given to a thread.
 */
function outputTo(fd: number): Output {
  const kind = fstatSync(fd);
  if (kind.isFIFO() || kind.isSocket()) {
    // The first use of the stream is what makes them non-blocking.
    if (fd === 2) void process.stderr;
    return atOnce(fd);
  }
  if (isatty(fd)) {
    try {
      return atOnce(openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY));
    } catch {
      // No /proc here (macOS).
    }
  }
  return (bytes, done) => write(fd, bytes, done);
}

function atOnce(fd: number): Output {
  return (bytes, done) => {
    let written = 0;
    try {
      written = writeSync(fd, bytes);
    } catch (error) {
      done(error as NodeJS.ErrnoException, 0);
      return;
    }
    done(null, written);
  };
}
