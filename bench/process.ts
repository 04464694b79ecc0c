import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Clock ticks a second of /proc/{pid}/stat (`getconf CLK_TCK`); 100 on every Linux in use. */
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** The fields of /proc/{pid}/stat from the third on; the name before them may hold spaces and brackets. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** CPU ms of one process, its threads and its children that ended (fields utime, stime, cutime, cstime). */
export function cpuMs(pid: number): number {
  const fields = stat(pid);
  if (!fields) return 0;
  return (fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 1000) / TICKS;
}

/** CPU ms of a process and of everything that descends from it, such as PostgreSQL's back ends. */
export function treeCpuMs(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? stat(Number(name))?.[1] : undefined;
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  let sum = cpuMs(root);
  for (const [pid] of parents) {
    for (let up = parents.get(pid); up !== undefined; up = parents.get(up)) {
      if (up === root) sum += cpuMs(pid);
    }
  }
  return sum;
}

/** The parent of a process. */
export function parentOf(pid: number): number {
  return Number(stat(pid)?.[1] ?? Number.NaN);
}

/** Resident memory of a process now, and the most it ever had, in MB (10^6). */
export function memoryMb(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024) / 1e6;
  return { resident: field("VmRSS"), peak: field("VmHWM") };
}

/** A process of the bench that said `ready http://…` on its standard output. */
export interface Started {
  readonly url: string;
  readonly pid: number;
  /** Ms from the start of the process to its ready line. */
  readonly readyMs: number;
  /** Ends it with SIGTERM and waits for it. */
  stop(): Promise<void>;
}

/**
 * Starts a Node process and waits for its line `ready http://…`. `config` goes to its standard input as
 * JSON: keys have no place among arguments. The end of its standard error is shown when it ends unasked.
 */
export async function startProcess(
  args: readonly string[],
  options: { readonly config?: unknown; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  child.stdin.end(options.config === undefined ? "" : JSON.stringify(options.config));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const exited = once(child, "exit");
  let stopping = false;
  child.once("exit", (code, signal) => {
    if (!stopping) console.error(`${args.join(" ")} ended by itself (${code ?? signal}):\n${errors}`);
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ready = /^ready (http\S+)/.exec(line);
      if (ready?.[1]) resolve(ready[1].replace(/\/$/, ""));
    });
    exited.then(
      () => reject(new Error(`${args.join(" ")} ended before it was ready:\n${errors}`)),
      (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
    );
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${args.join(" ")} has no process id`);
  return {
    url,
    pid,
    readyMs: performance.now() - began,
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Reads what `startProcess` gave a process on its standard input. */
export async function readConfig<T>(): Promise<T> {
  let text = "";
  for await (const chunk of process.stdin) text += String(chunk);
  return JSON.parse(text) as T;
}
