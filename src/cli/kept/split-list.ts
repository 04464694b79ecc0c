import type { Issue } from "../../domain/refusal.ts";
import type { JsonDocument } from "../../sdk/index.ts";
import { uuid8Of } from "../../wire/uuid8.ts";

/** Judgement of a part of a list: its faults, or that it is too large. */
export type Judgement = { readonly errors: readonly Issue[] } | "too-large";

/** Parts of a list: those that can be sent, and the subjects that must be corrected first, with their faults. */
export interface SplitList {
  readonly sound: readonly JsonDocument[];
  readonly rest: JsonDocument | undefined;
  /** Faults of `rest`; ordinals and pointers are those of `rest`, `was` is the ordinal in the whole list. */
  readonly faults: readonly (Issue & { readonly was: number })[];
  /** Faults that are no subject's, such as one of the header: they refuse every part. */
  readonly common: readonly Issue[];
}

/**
 * Divides a list by asking about smaller and smaller parts: subjects with faults are taken out until the others pass, and
 * what is too large is halved. The parts are the same every time: later ones have numbers that follow from the list's
 * own, and say that they go on with it (`continues`).
 */
export async function splitList(
  list: JsonDocument,
  judge: (part: JsonDocument) => Promise<Judgement>,
): Promise<SplitList> {
  const subjects = Array.isArray(list.subjects) ? (list.subjects as readonly unknown[]) : [];
  const partOf = (indices: readonly number[]) => ({ ...list, subjects: indices.map((index) => subjects[index]) });
  const faults = new Map<number, Issue[]>();
  const common: Issue[] = [];
  const sift = async (indices: readonly number[]): Promise<(readonly number[])[]> => {
    if (indices.length === 0) return [];
    const judged = await judge(partOf(indices));
    if (judged === "too-large") {
      if (indices.length === 1) return [indices];
      const half = Math.ceil(indices.length / 2);
      return [...(await sift(indices.slice(0, half))), ...(await sift(indices.slice(half)))];
    }
    const wrong = new Map<number, Issue[]>();
    for (const error of judged.errors) {
      const index = error.ordinal === undefined ? undefined : indices[error.ordinal - 1];
      if (index !== undefined) wrong.set(index, [...(wrong.get(index) ?? []), error]);
      else if (error.code !== "more-faults") common.push(error);
    }
    if (wrong.size === 0) return [indices];
    for (const [index, errors] of wrong) faults.set(index, errors);
    return common.length > 0 ? [] : sift(indices.filter((index) => !wrong.has(index)));
  };
  const sound = await sift(subjects.map((_, index) => index));
  const faulty = [...faults.keys()].toSorted((a, b) => a - b);
  return {
    sound: sound.map((indices, part) => numbered(partOf(indices), part === 0 ? undefined : `part ${part + 1}`)),
    rest: faulty.length === 0 ? undefined : numbered(partOf(faulty), sound.length === 0 ? undefined : "rest"),
    faults: faulty.flatMap((index, place) =>
      (faults.get(index) ?? []).map((error) => ({
        ...error,
        pointer: error.pointer.replace(/^\/body\/subjects\/\d{1,6}/, `/body/subjects/${place}`),
        ordinal: place + 1,
        was: index + 1,
      })),
    ),
    common,
  };
}

/** Gives a part a transferId that follows from the list's, and says what it goes on with; the first part keeps its own. */
function numbered(part: JsonDocument, label: string | undefined): JsonDocument {
  const header = part.header as { readonly transferId?: unknown; readonly continues?: unknown } | undefined;
  if (label === undefined || header === undefined) return part;
  const { transferId, continues = transferId } = header;
  return { ...part, header: { ...header, transferId: uuid8Of(`${String(transferId)} ${label}`), continues } };
}
