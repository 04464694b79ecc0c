import { type Ending, endingOfAll } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Works on one item after another, and gives how all of it ended. An item that fails is reported, and the others go on.
 * Rejects only when the process was asked to stop.
 * @param about what the JSON result of a failed item has beside the error
 */
export async function inTurn(
  terminal: Terminal,
  items: Iterable<string>,
  about: (item: string) => object,
  work: (item: string) => Promise<Ending>,
): Promise<Ending> {
  const endings: Ending[] = [];
  for (const item of items) {
    try {
      endings.push(await work(item));
    } catch (error) {
      if (terminal.world.signal.aborted) throw error;
      endings.push(terminal.itemFailed(about(item), item, error));
    }
  }
  return endingOfAll(endings);
}
