import type { EvidenceVerification } from "../../evidence/verify/verify-evidence.ts";

/** What the worker is told: to load all of its parts, or to verify a file with a document of trusted keys. */
export type Order = "load" | { readonly file: Uint8Array; readonly trust: string };

/** What the worker answers. */
export type Judged =
  | { readonly kind: "ready" }
  | { readonly kind: "verified"; readonly verification: EvidenceVerification }
  | { readonly kind: "broken"; readonly message: string };

/** Verifier in a worker of its own. */
export interface Verifier {
  /** Loads what it will need, so that it works off line from then on. */
  load(): Promise<void>;
  verify(file: Uint8Array, trust: string): Promise<EvidenceVerification>;
  end(): void;
}

/** Starts a verifier. It takes one order after the other. */
export function startVerifier(): Verifier {
  const worker = new Worker(new URL("./verifier-worker.ts", import.meta.url), { type: "module" });
  let turn: Promise<unknown> = Promise.resolve();
  const ask = (order: Order): Promise<Judged> => {
    const asked = turn.then(() => told(worker, order));
    turn = asked.catch(() => undefined);
    return asked;
  };
  return {
    async load() {
      const judged = await ask("load");
      if (judged.kind !== "ready") throw new Error("the verifier could not be loaded");
    },
    async verify(file, trust) {
      const judged = await ask({ file, trust });
      if (judged.kind === "verified") return judged.verification;
      throw new Error(judged.kind === "broken" ? judged.message : "the verifier gave no answer");
    },
    end: () => worker.terminate(),
  };
}

function told(worker: Worker, order: Order): Promise<Judged> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const { signal } = ended;
    const failed = () => {
      ended.abort();
      reject(new Error("the verifier could not be loaded"));
    };
    worker.addEventListener("error", failed, { signal });
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<Judged>) => {
        ended.abort();
        resolve(data);
      },
      { signal },
    );
    worker.postMessage(order, []);
  });
}
