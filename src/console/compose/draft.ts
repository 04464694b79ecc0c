/** A message that is being composed. It is in this page's memory only, until it is saved under a passphrase. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SealedMessage } from "../../sdk/sealed-message.ts";
import { isObject } from "../../wire/value.ts";
import type { LetterText } from "../../sheets/letter-text.ts";
import type { CellIssue, ReadList } from "../../sheets/read-list.ts";
import type { Desk } from "../desk/desk.tsx";
import { type ComposedType, isComposed } from "./document-rules.ts";

/** A document as far as it is written. */
export type Written = Readonly<Record<string, unknown>>;

/** Workbook that a document was read from. */
export interface SourceFile {
  readonly name: string;
  /** Gives the cell of a value. */
  readonly placeOf: ReadList["placeOf"];
  /** What could not be read. */
  readonly faults: readonly CellIssue[];
  readonly notes: readonly CellIssue[];
}

/** What follows from the list and the case of a thread. */
export interface Derived {
  /** Adds what follows from the rest of the document, after each change. */
  readonly complete?: (document: Written) => Written;
  /** Parties that it is for, where neither routing nor content says so. */
  readonly to?: readonly string[];
  /** Writes the letter for paper, with names. */
  readonly letter?: (document: Written) => LetterText;
}

/** A message that is being composed. */
export interface Draft {
  readonly type: ComposedType;
  /** Thread that a supplement or correction belongs to. */
  readonly thread?: string;
  readonly document: Written;
  /** Counts the changes of the document: what was asked about an earlier one does not hold. */
  readonly revision: number;
  readonly file?: SourceFile;
  /** Recipients that were chosen; absent: those that the gateway proposes. */
  readonly to?: readonly string[];
  /** Why a recipient was added to those proposed, or left out, by party. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Numbers of persons that end in 000 were compared with the documents. */
  readonly compared: boolean;
  /** Id of the message, the same each time it is sent. */
  readonly jti: string;
  /** What follows from the list and the case that it was drafted from; not kept in a file. */
  readonly derived?: Derived & { readonly names: ReadonlyMap<string, string> };
  /** The message that was sent without an answer: only the same one may be sent again. */
  readonly sent?: SealedMessage;
}

/** Makes an empty draft. */
export function newDraft(desk: Desk, type: ComposedType, document: Written, thread?: string): Draft {
  const jti = desk.department.client.newId();
  const about = thread === undefined ? {} : { thread };
  return { type, ...about, document, revision: 0, reasons: {}, compared: false, jti };
}

/** The draft of the desk, and how it is changed; with undefined it is dropped. */
export function useDraft({ party }: Desk): [Draft | undefined, (draft: Draft | undefined) => void] {
  const queries = useQueryClient();
  const queryKey = ["draft", party];
  const { data } = useQuery<Draft | null>({ queryKey, enabled: false, gcTime: Infinity, queryFn: () => null });
  return [data ?? undefined, (draft) => void queries.setQueryData(queryKey, draft ?? null)];
}

/** Media type of a saved draft, below `application/`. */
export const DRAFT_TYPE = "aidx-draft+json";

/** Gives of a draft what is saved: the workbook that it came from is not. */
export function savedDraft({ type, thread, document, to, reasons, compared, jti, sent }: Draft): object {
  return { type, thread, document, to, reasons, compared, jti, sent };
}

/** Reads a saved draft; undefined for anything else. */
export function readDraft(value: unknown): Draft | undefined {
  if (!isObject(value)) return undefined;
  const { type, thread, document, to, reasons, compared, jti, sent } = value;
  if (!isComposed(type) || !isObject(document) || typeof jti !== "string" || !isObject(reasons)) return undefined;
  if (!Object.values(reasons).every((reason) => typeof reason === "string")) return undefined;
  return {
    type,
    ...(typeof thread === "string" ? { thread } : {}),
    document,
    revision: 0,
    ...(Array.isArray(to) && to.every((party) => typeof party === "string") ? { to } : {}),
    reasons: reasons as Record<string, string>,
    compared: compared === true,
    jti,
    ...(isSealed(sent) ? { sent } : {}),
  };
}

function isSealed(value: unknown): value is SealedMessage {
  return isObject(value) && typeof value["envelope"] === "string" && typeof value["jti"] === "string";
}
