import type { Words } from "../../domain/bilingual.ts";
import { ARCHIVE_WORDS } from "./archive-words.ts";
import { COMPOSE_WORDS } from "./compose-words.ts";
import { AUDIT_WORDS } from "./audit-words.ts";
import { DESK_WORDS } from "./desk-words.ts";
import { DISC_WORDS } from "./disc-words.ts";
import { EVIDENCE_PAGE_WORDS } from "./evidence-page-words.ts";
import { FEEDBACK_WORDS } from "./feedback-words.ts";
import { FOLLOW_WORDS } from "./follow-words.ts";
import { LOG_PAGE_WORDS } from "./log-page-words.ts";
import { OPS_WORDS } from "./ops-words.ts";
import { PRINT_WORDS } from "./print-words.ts";
import { SENT_WORDS } from "./sent-words.ts";
import { SHELL_WORDS } from "./shell-words.ts";
import { WORK_WORDS } from "./work-words.ts";
import { STATE_WORDS } from "./state-words.ts";

/** Words of the pages that come first: signing in, the department's desk, log, evidence, and the names of all places. */
export const FIRST_WORDS = {
  ...SHELL_WORDS,
  ...STATE_WORDS,
  ...DESK_WORDS,
  ...ARCHIVE_WORDS,
  ...DISC_WORDS,
  ...FEEDBACK_WORDS,
  ...PRINT_WORDS,
  ...LOG_PAGE_WORDS,
  ...EVIDENCE_PAGE_WORDS,
} as const satisfies Words;

/** Words of the desks of procuratorate, auditor and operator, which are loaded with their pages (`withLaterWords`). */
export const LATER_WORDS = {
  ...COMPOSE_WORDS,
  ...FOLLOW_WORDS,
  ...SENT_WORDS,
  ...WORK_WORDS,
  ...AUDIT_WORDS,
  ...OPS_WORDS,
} as const satisfies Words;

/**
 * All words of the console that no other part of the project has, as ICU messages by id. The build makes catalogues from
 * them; pages name them by id.
 */
export const CONSOLE_WORDS = { ...FIRST_WORDS, ...LATER_WORDS } as const satisfies Words;

/** Id of a message of the console. */
export type WordId = keyof typeof CONSOLE_WORDS;
