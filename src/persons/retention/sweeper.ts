import { retentionEntries } from "../erase.ts";
import type { Clock } from "../../exchange/ports.ts";
import type { ErasureRows } from "../persons-port.ts";
import { type DueRule, dueRules, envelopesBefore, type RetentionDocument } from "./retention-document.ts";

/** What the sweep needs. */
export interface SweeperDeps {
  readonly rows: Pick<ErasureRows, "eraseDue" | "eraseEnvelopes">;
  readonly document: RetentionDocument;
  readonly clock: Clock;
  /** The gateway's party id. */
  readonly gateway: string;
  /** From one sweep to the next, ms. */
  readonly every: number;
  readonly swept: (packets: number) => void;
  readonly fault: (error: unknown) => void;
}

/** Destroys what is due, again and again. */
export interface Sweeper {
  /** One sweep; how many packets lost their bytes. */
  sweep(): Promise<number>;
  start(): void;
  /** Ends the batch in hand. */
  stop(): Promise<void>;
}

/** Packets, or envelopes without packets, of one transaction. */
const BATCH = 100;

/** Several gateways may sweep at once: each takes packets that no other has in hand. */
export function createSweeper({ rows, document, clock, gateway, every, swept, fault }: SweeperDeps): Sweeper {
  const rule = `${document.id}@${document.version}`;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopping = false;

  /** All that is due under one rule, batch by batch. */
  async function eraseAll(due: DueRule): Promise<number> {
    for (let erased = 0; ; ) {
      if (stopping) return erased;
      const at = clock.now();
      const taken = await rows.eraseDue(due, at, BATCH, retentionEntries(at, gateway, rule));
      erased += taken;
      if (taken < BATCH) return erased;
    }
  }

  /** A message that sealed nothing, such as a withdrawal, has no packet that would take its envelope along. */
  async function eraseEnvelopes(): Promise<void> {
    for (;;) {
      if (stopping) return;
      const at = clock.now();
      const entries = retentionEntries(at, gateway, rule);
      if ((await rows.eraseEnvelopes(envelopesBefore(document, at), at, BATCH, entries)) < BATCH) return;
    }
  }

  async function sweep(): Promise<number> {
    let erased = 0;
    for (const due of dueRules(document, clock.now())) erased += await eraseAll(due);
    await eraseEnvelopes();
    if (erased > 0) swept(erased);
    return erased;
  }

  return {
    sweep,
    start() {
      const turn = () => {
        running = sweep().catch(fault);
      };
      turn();
      timer = setInterval(turn, every).unref();
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
