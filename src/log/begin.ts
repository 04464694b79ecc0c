/**
 * Beginning of a successor log. When the newest state of the database is lost for good, the log of that name has ended:
 * its published sizes must not be signed again over other entries. The successor has another name, takes over the entries
 * that were restored, at their indexes, and its first own entry says where the log before it stood as far as anyone can show.
 */
import type { AuditEntry } from "../domain/audit-entry.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { isReference } from "../domain/recorded-request.ts";
import { type Begun, begunIn, begunMembers } from "../tlog/begun.ts";
import { type Checkpoint, parseCheckpoint } from "../tlog/checkpoint.ts";
import type { TreeHasher } from "../tlog/merkle.ts";
import { parseNote } from "../tlog/note.ts";
import { EMPTY_EDGE, grow, rootOf, type TreeEdge } from "../tlog/tree-edge.ts";
import { equalBytes } from "../wire/bytes.ts";
import { checkContinues, checkTree, openOwn } from "./check-stored.ts";
import { LogRefusal, type LogRefusalCode } from "./log-refusal.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogLead, LogState } from "./log-store.ts";
import type { Remembered } from "./remembered.ts";

/** Refusals for which a log ends. */
export type EndedFor = Extract<
  LogRefusalCode,
  "behind" | "forked" | "copied" | "data-directory-copied" | "data-directory-new" | "key"
>;

/** Signed note of the log, and who could show it. */
export interface ShownNote {
  /** Name of a witness or a file; undefined for this machine's own memory. */
  readonly by: string | undefined;
  readonly note: string;
}

/** Successor, as it was begun or would be. */
export interface Beginning {
  readonly begun: Omit<Begun, "time" | "reference">;
  /** What stands against the restored log under its old name. */
  readonly reasons: readonly EndedFor[];
  /** Trees of the old log that could be shown, the largest first. */
  readonly shown: readonly { readonly by: string | undefined; readonly size: number }[];
}

/** Parts that the beginning of a successor needs. */
export interface BeginDeps {
  /** The successor's name and keys. */
  readonly signer: LogSigner;
  /** The same keys under the name of the log before. */
  readonly former: (origin: string) => LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
  /** Notes of the log of that name that witnesses and others have. */
  readonly keptElsewhere: (origin: string) => Promise<readonly ShownNote[]>;
  /** Names of all logs that the stored one succeeds. */
  readonly ended: readonly string[];
  /** Size of the newest checkpoint that the operator knows of without having it. */
  readonly newest?: number | undefined;
  /** Makes the entry that begins the successor; undefined: nothing is changed. */
  readonly entryOf: ((beginning: Beginning) => RecordedEntry) | undefined;
}

/** Why no successor is begun. */
export type NotBegunFor =
  /** The configured name is that of the stored log, or of one that it succeeds. */
  | "name-taken"
  /** Everything that is known of the log is in the database. */
  | "nothing-lost"
  /** The database has no log, and nobody knows of one. */
  | "no-log";

/** No successor was begun. */
export class NotBegun extends Error {
  override readonly name = "NotBegun";
  readonly code: NotBegunFor;
  /** Name of the stored log, when there is one. */
  readonly origin: string | undefined;

  constructor(code: NotBegunFor, origin?: string) {
    super(`no successor log is begun: ${code}`);
    this.code = code;
    this.origin = origin;
  }
}

/**
 * Makes the entry that begins a successor. Like an adoption's it says `machine` and the number of the decision, and names
 * nobody.
 *
 * @param gateway party id
 * @param time RFC 3339, UTC, milliseconds
 * @throws {RangeError} for a reference that could be a person's number
 */
export function beginningEntry(
  gateway: string,
  reference: string,
  time: string,
  { begun, reasons }: Pick<Beginning, "begun" | "reasons">,
): AuditEntry {
  if (!isReference(reference)) throw new RangeError("not the number of a decision");
  const members = begunMembers(begun);
  return {
    v: 1,
    type: "log",
    time,
    actor: gateway,
    change: "begun",
    through: "machine",
    reference,
    reasons,
    ...members,
  };
}

/**
 * Begins a successor of the stored log.
 *
 * @throws {NotBegun}
 * @throws {LogRefusal} when the stored log is altered: `checkpoint`, `tiles`, `entries`
 */
export async function beginSuccessor(lead: LogLead, deps: BeginDeps): Promise<Beginning> {
  const { signer, hasher, newest } = deps;
  const memory = await deps.remembered.read();
  await lead.begin();
  const state = await lead.state();
  const stored = state.checkpoint === null ? undefined : checkpointIn(state.checkpoint);
  if (stored === undefined && (state.size > 0 || state.entries > 0)) throw new LogRefusal("checkpoint");
  const origin = stored?.origin ?? (memory && checkpointIn(memory.note).origin);
  if (origin === undefined) throw new NotBegun("no-log");
  const taken = [origin, ...deps.ended].includes(signer.origin);
  if (taken && deps.entryOf !== undefined) throw new NotBegun("name-taken", origin);
  const own = memory && checkpointIn(memory.note).origin === origin ? [{ by: undefined, note: memory.note }] : [];
  const shown = [...own, ...(await deps.keptElsewhere(origin))]
    .map((one) => ({ ...one, tree: checkpointIn(one.note) }))
    .filter(({ tree }) => tree.origin === origin)
    .toSorted((a, b) => b.tree.size - a.tree.size);
  const edge = stored === undefined ? EMPTY_EDGE : await checkTree(lead, state, stored, hasher);
  const reasons = await reasonsOf(lead, state, deps, { stored, shown, own: memory?.own });
  const lost = reasons.includes("behind") || reasons.includes("forked");
  // Where nobody knows how far the log had come, only the operator can tell that something is lost.
  if (!lost && (shown.length > 0 || newest !== undefined)) throw new NotBegun("nothing-lost", origin);
  const [furthest] = shown;
  const begun = {
    index: state.size,
    origin: signer.origin,
    predecessor: origin,
    root: rootOf(hasher, edge),
    ...(state.checkpoint === null ? {} : { checkpoint: state.checkpoint }),
    ...knownOf(furthest, newest),
  };
  const beginning = { begun, reasons, shown: shown.map(({ by, tree }) => ({ by, size: tree.size })) };
  const recorded = deps.entryOf?.(beginning);
  if (recorded === undefined) await lead.rollback();
  else await commit(lead, deps, state, edge, recorded);
  return beginning;
}

function knownOf(
  furthest: { readonly note: string; readonly tree: Checkpoint } | undefined,
  newest: number | undefined,
): Pick<Begun, "known" | "knownCheckpoint"> {
  if (newest !== undefined && newest > (furthest?.tree.size ?? 0)) return { known: newest };
  return furthest === undefined ? {} : { known: furthest.tree.size, knownCheckpoint: furthest.note };
}

/** What stands against going on under the old name. */
async function reasonsOf(
  lead: LogLead,
  state: LogState,
  { former, hasher, newest }: BeginDeps,
  {
    stored,
    shown,
    own,
  }: {
    readonly stored: Checkpoint | undefined;
    readonly shown: readonly { readonly tree: Checkpoint }[];
    readonly own: boolean | undefined;
  },
): Promise<EndedFor[]> {
  const reasons = new Set<EndedFor>();
  if (newest !== undefined && newest > state.size) reasons.add("behind");
  for (const { tree } of shown) {
    const refusal = await refusalOf(() => checkContinues(lead, stored, tree, hasher));
    if (refusal !== undefined) reasons.add(overruled(refusal, "behind", "forked"));
  }
  if (own === false) reasons.add("data-directory-copied");
  if (own === undefined) reasons.add("data-directory-new");
  if (state.identity !== null && state.identity !== state.here) reasons.add("copied");
  if (state.checkpoint !== null && stored !== undefined) {
    const { checkpoint } = state;
    const refusal = await refusalOf(() => openOwn(checkpoint, former(stored.origin)));
    if (refusal !== undefined) reasons.add(overruled(refusal, "key"));
  }
  return [...reasons];
}

/** Places the first entry of the successor, signs its first tree, and makes it the log of this database. */
async function commit(
  lead: LogLead,
  { signer, hasher, remembered }: BeginDeps,
  state: LogState,
  edge: TreeEdge,
  recorded: RecordedEntry,
): Promise<void> {
  const placed = await lead.placeFirst(edge.size, recorded);
  const leaf = hasher.leaf(placed.bytes);
  const holds = placed.index === edge.size && equalBytes(leaf, placed.leafHash);
  if (!holds || begunIn(edge.size, recorded.entry) === undefined) throw new LogRefusal("entries");
  const grown = grow(hasher, edge, [leaf]);
  await lead.widen(grown.tiles);
  const note = signer.sign({ size: grown.edge.size, root: rootOf(hasher, grown.edge) });
  await lead.beginLog(state.checkpoint, note, grown.edge.size);
  // If we crash here the old log stands as it was; the command is run again.
  await lead.commit();
  // If we crash here nobody has seen the successor, so the next lead may publish it although this machine remembers the old one.
  await remembered.write(note);
}

/** Reads a note without its signature: it is compared with the tree, as in an adoption. @throws {LogRefusal} `checkpoint` */
function checkpointIn(note: string): Checkpoint {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch (cause) {
    throw new LogRefusal("checkpoint", { cause });
  }
}

async function refusalOf(check: () => Promise<unknown>): Promise<LogRefusal | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof LogRefusal) return error;
    throw error;
  }
}

/** The code of a refusal, when it is one of those for which a log may end; throws any other. */
function overruled<Code extends EndedFor>(refusal: LogRefusal, ...codes: readonly Code[]): Code {
  const code = codes.find((one) => one === refusal.code);
  if (code === undefined) throw refusal;
  return code;
}
