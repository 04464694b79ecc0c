import { Pool } from "undici";

/** What a run of requests came to. */
export interface Load {
  /** From the first request's start to the last answer, s. */
  readonly seconds: number;
  /** Of each request, ms, in the order of the answers. */
  readonly latencies: readonly number[];
}

/** One request to make. */
export interface Shot {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * POSTs all shots, `width` at once on as many connections, or, with `perSecond`, each at its own time
 * (an open loop: a slow answer does not delay the next question, and the wait counts as latency).
 * Throws when an answer is not `status`.
 */
export async function fire(
  origin: string,
  shots: readonly Shot[],
  options: {
    readonly width: number;
    readonly status: number;
    readonly perSecond?: number;
    readonly answered?: (text: string, at: number) => void;
  },
): Promise<Load> {
  const pool = new Pool(origin, { connections: options.width, pipelining: 1 });
  const latencies: number[] = [];
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    for (let index = next++; index < shots.length; index = next++) {
      const shot = shots[index];
      if (!shot) return;
      const due = options.perSecond ? began + (index * 1000) / options.perSecond : performance.now();
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const { statusCode, body } = await pool.request({ method: "POST", ...shot, headers: { ...shot.headers } });
      const text = await body.text();
      if (statusCode !== options.status) throw new Error(`${shot.path} answered ${statusCode}: ${text.slice(0, 500)}`);
      latencies.push(performance.now() - due);
      options.answered?.(text, performance.now());
    }
  };
  try {
    await Promise.all(Array.from({ length: options.width }, worker));
  } finally {
    await pool.close();
  }
  return { seconds: (performance.now() - began) / 1000, latencies };
}
