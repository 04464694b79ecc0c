import type { Bilingual } from "../../domain/bilingual.ts";
/** The words of findings. They name files, places and ids that were checked for their form, and nothing else that came in. */

/** Findings that are kept: a million damaged entries are told by the first. */
const MOST = 100;

/** Collects what does not hold. */
export class Findings {
  readonly list: Bilingual[] = [];
  checked = 0;

  /** Counts one thing that was looked at, and keeps the finding when it does not hold. */
  expect(holds: boolean, en: string, zh: string): boolean {
    this.checked++;
    if (!holds && this.list.length < MOST) this.list.push({ en, zh });
    return holds;
  }

  get outcome(): { readonly checked: number; readonly findings: readonly Bilingual[] } {
    return { checked: this.checked, findings: this.list };
  }
}

/** An entry's place in words. */
export function at(index: number): Bilingual {
  return { en: `entry ${index}`, zh: `条目 ${index}` };
}
