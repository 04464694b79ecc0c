import type { ReactNode } from "react";

/** What a status means for whoever reads it. */
export type Tone = "good" | "bad" | "warn" | "busy" | "open";

const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✕", warn: "!", busy: "→", open: "–" };

/** A status as a sign and a word: never told by its colour alone. */
export function StatusTag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`status status-${tone}`}>
      <span aria-hidden="true" className="status-sign">
        {SIGNS[tone]}
      </span>
      {children}
    </span>
  );
}
