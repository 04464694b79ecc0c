import { Session } from "node:inspector";

/**
 * Counts what a call costs, without a clock: how often the blocks of the project's code ran (V8's precise coverage), and how
 * many characters and bytes the built-in functions that they called had to read. The same call costs the same everywhere.
 */
export class StepCounter {
  readonly #session = new Session();
  readonly #root: string;

  /** @param root folder whose code is counted, as `file:` URL */
  constructor(root: URL) {
    this.#root = root.href;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /**
   * Counts the steps of a call, with the blocks that ran since the last count: to read the counters once more beforehand
   * would double what counting takes. An error that the call throws, or rejects with, is an outcome like any other.
   */
  async of(call: () => unknown): Promise<number> {
    const restore = countBuiltIns();
    try {
      await call();
    } catch {
      // What is refused has been read as well.
    }
    return restore() + this.#blocks();
  }

  stop(): void {
    this.#session.disconnect();
  }

  /** Blocks that ran since the last time. */
  #blocks(): number {
    let blocks = 0;
    // The callback is called before `post` returns: the profiler is in this process.
    this.#session.post("Profiler.takePreciseCoverage", (_error, { result }) => {
      for (const { url, functions } of result) {
        if (!url.startsWith(this.#root)) continue;
        for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
      }
    });
    return blocks;
  }
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

const lengthOf = (value: unknown): number => (value as { readonly length?: number } | null)?.length ?? 0;
const ofReceiver = (receiver: unknown): number => lengthOf(receiver);
const ofOutcome = (_receiver: unknown, outcome: unknown): number => lengthOf(outcome);

/** What a call of a built-in function reads: its receiver, or as much as it gives back. */
const BUILT_INS: readonly (readonly [object, (receiver: unknown, outcome: unknown) => number, readonly string[]])[] = [
  [
    String.prototype,
    ofReceiver,
    "includes indexOf lastIndexOf split replace replaceAll trim trimStart trimEnd normalize toUpperCase toLowerCase isWellFormed".split(
      " ",
    ),
  ],
  [String.prototype, ofOutcome, "slice substring padStart padEnd repeat concat".split(" ")],
  [
    Array.prototype,
    ofReceiver,
    "includes indexOf lastIndexOf join concat reverse sort shift unshift splice".split(" "),
  ],
  [Array.prototype, ofOutcome, ["slice"]],
  [Uint8Array.prototype, ofReceiver, "includes indexOf lastIndexOf join".split(" ")],
];

/** Counts from now on; the function that it gives back ends that, and gives the count. */
function countBuiltIns(): () => number {
  let count = 0;
  const undo: (() => void)[] = [];
  const put = (owner: object, name: string, make: (original: Method) => Method): void => {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    const original = (owner as Record<string, Method>)[name];
    if (original === undefined) throw new TypeError(`no built-in function ${name}`);
    Object.defineProperty(owner, name, { value: make(original), writable: true, configurable: true });
    undo.push(() =>
      own === undefined ? Reflect.deleteProperty(owner, name) : Object.defineProperty(owner, name, own),
    );
  };
  for (const [owner, cost, names] of BUILT_INS) {
    for (const name of names) {
      put(
        owner,
        name,
        (original) =>
          function (...given) {
            const outcome = Reflect.apply(original, this, given);
            count += cost(this, outcome);
            return outcome;
          },
      );
    }
  }
  // All that searches with an expression comes through here. What a sticky one reads before it fails is not known.
  put(
    RegExp.prototype,
    "exec",
    (exec) =>
      function (this: unknown, text) {
        const { sticky, global, lastIndex } = this as RegExp;
        const from = sticky || global ? lastIndex : 0;
        const found = Reflect.apply(exec, this, [text]) as RegExpExecArray | null;
        if (found !== null) count += found.index + found[0].length - from;
        else if (!sticky) count += lengthOf(text) - from;
        return found;
      },
  );
  put(
    JSON,
    "parse",
    (parse) =>
      function (...given) {
        count += lengthOf(given[0]);
        return Reflect.apply(parse, this, given);
      },
  );
  return () => {
    for (const back of undo.reverse()) back();
    return count;
  };
}
