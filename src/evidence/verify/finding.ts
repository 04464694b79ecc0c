/** Words of findings. They name files, places and ids whose form was checked, and nothing else of the input. */
import type { Bilingual } from "../../domain/bilingual.ts";

/** Most findings that are kept. A million damaged entries are reported by the first ones. */
const MOST = 100;

/** Collects findings. */
export class Findings {
  readonly list: Bilingual[] = [];
  checked = 0;

  /** Counts one thing that was checked, and keeps the finding when it does not hold. */
  expect(holds: boolean, en: string, zh: string): boolean {
    this.checked++;
    if (!holds && this.list.length < MOST) this.list.push({ en, zh });
    return holds;
  }

  get outcome(): { readonly checked: number; readonly findings: readonly Bilingual[] } {
    return { checked: this.checked, findings: this.list };
  }
}

/** Words for an entry's place. */
export function at(index: number): Bilingual {
  return { en: `entry ${index}`, zh: `条目 ${index}` };
}
