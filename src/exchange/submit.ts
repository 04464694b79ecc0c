import { CaseMoved } from "../casework/ports.ts";
import type { CheckAnswer } from "../domain/generated/answers.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { MessageClaims } from "../domain/message.ts";
import { Refusal } from "../domain/refusal.ts";
import { isJti, type RawClaims } from "./claims.ts";
import { buildCommit } from "./commit.ts";
import { newDocumentKeys } from "./document-numbers.ts";
import { examine } from "./examine.ts";
import type { Flow } from "./flow.ts";
import type { OutgoingPackets } from "./outgoing.ts";
import { pendingPosition, withPosition } from "./log-position.ts";
import { openMessage } from "./open.ts";
import type { Caller } from "./service.ts";
import { DocumentKeyTaken, type EarlierMessage, type NewMessage } from "./store-port.ts";
import type { Refusals } from "./refusals.ts";
import { answerRepeat, claimsMac } from "./repeat.ts";
import { withdrawnEntry } from "./withdraw.ts";

/** A message that passed all checks, ready to be committed. */
interface Prepared {
  readonly commit: NewMessage;
  readonly claims: MessageClaims;
  readonly withdraws: readonly string[] | undefined;
}

/**
 * Accepts a message. The numbers of the steps are those of protocol section 4.
 *
 * Before the commit nothing is stored: after a crash anywhere above it, the sender has no answer and sends
 * again. After the commit everything is stored: after a crash between commit and answer the sender sends again,
 * and step 3 gives it the first answer.
 * @param also makes one more entry of the same commit
 * @throws Refusal
 */
export async function submit(
  flow: Flow,
  outgoing: OutgoingPackets,
  refusals: Refusals,
  caller: Caller,
  envelope: Buffer,
  mediaType: string,
  also?: (message: NewMessage) => RecordedEntry,
): Promise<{ repeat: boolean; id: string; json: string }> {
  let mac: Buffer | undefined;
  let raw: RawClaims | undefined;
  let prepare: () => Promise<Prepared>;
  let prepared: Prepared;
  try {
    // 1, 2: open the JWE, verify the JWS.
    const opened = await openMessage(flow, caller, envelope, mediaType);
    raw = opened.claims;
    mac = claimsMac(flow, raw);
    const { originDigest } = opened;
    const received = { claimsMac: mac, originDigest, envelope, envelopeMediaType: mediaType };
    prepare = async () => {
      // 4–7: claims, document, recipients and policy, minimisation, its case. (3 below.)
      const examined = await examine(flow, opened);
      // 8: one sealed packet each.
      const built = await buildCommit(flow, examined, received, outgoing.mayClaim);
      const commit = also === undefined ? built : { ...built, entries: [...built.entries, also(built)] };
      return { commit, claims: examined.claims, withdraws: examined.withdraws };
    };
    prepared = await prepare();
  } catch (error) {
    // 3, when a check failed: a message that was accepted before is answered as before, however old it is now.
    const earlier = await findEarlier(flow, caller, raw);
    if (earlier !== undefined && mac !== undefined) {
      return recordingRefusal(flow, refusals, caller, () => answerRepeat(flow, earlier, mac as Buffer));
    }
    return recordAndThrow(flow, refusals, caller, error);
  }

  // 9: one transaction. Crash-safe point: `202` follows only what has committed. Step 3 of a message that passed
  // all checks is the unique key of this commit, so that two copies arriving at once become one message.
  const accept = async (): Promise<EarlierMessage | null> => {
    const { commit, claims, withdraws } = prepared;
    try {
      return await (withdraws === undefined
        ? flow.store.accept(commit)
        : flow.store.acceptWithdrawal(commit, withdraws, (packet) => withdrawnEntry(commit, packet)));
    } catch (error) {
      // Another message changed the case since it was read: this one is judged again against what is there now.
      if (error instanceof CaseMoved) {
        prepared = await prepare();
        return accept();
      }
      // Another message with the same number of a document committed since step 7. The number is refused, or, when it may be
      // used again, stays that message's: then this one has a number less to keep.
      if (!(error instanceof DocumentKeyTaken)) throw error;
      prepared = { ...prepared, commit: { ...commit, documentKeys: await newDocumentKeys(flow, claims) } };
      return accept();
    }
  };
  const earlier = await recordingRefusal(flow, refusals, caller, accept);
  const { commit } = prepared;
  if (earlier !== null) {
    return recordingRefusal(flow, refusals, caller, () => answerRepeat(flow, earlier, commit.claimsMac));
  }

  flow.observer.accepted(commit.type, commit.packets.length);
  outgoing.committed(commit);
  return { repeat: false, id: commit.id, json: withPosition(commit.answer, pendingPosition(flow, commit.leafHash)) };
}

/**
 * Runs all checks of a message and stores nothing. Returns who would get which groups of fields.
 * @throws Refusal
 */
export async function check(flow: Flow, caller: Caller, envelope: Buffer, mediaType: string): Promise<CheckAnswer> {
  const opened = await openMessage(flow, caller, envelope, mediaType);
  const examined = await examine(flow, opened);
  return {
    recipients: examined.shares.map(({ recipient }) => recipient.id),
    disclosures: examined.shares.map(({ recipient, disclosure }) => ({
      recipient: recipient.id,
      groups: Object.fromEntries(disclosure.groups.map(({ group, level }) => [group, level])),
    })),
    ...(examined.folded.length === 0 ? {} : { normalized: examined.folded }),
    ...(examined.warnings.length === 0 ? {} : { warnings: examined.warnings }),
  };
}

/** Finds the earlier message of this sender with this id. */
async function findEarlier(
  flow: Flow,
  caller: Caller,
  raw: RawClaims | undefined,
): Promise<EarlierMessage | undefined> {
  if (raw === undefined || raw.iss !== caller.party || !isJti(raw.jti)) return undefined;
  return flow.store.findEarlier(caller.party, raw.jti);
}

/** Runs a step; its refusal is recorded like any other. */
async function recordingRefusal<T>(flow: Flow, refusals: Refusals, caller: Caller, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    return recordAndThrow(flow, refusals, caller, error);
  }
}

/** Records why a message was refused, then throws the error. The sender's own id stays out of the log: it is free text. */
async function recordAndThrow(flow: Flow, refusals: Refusals, caller: Caller, error: unknown): Promise<never> {
  if (error instanceof Refusal && error.code !== "unavailable") {
    flow.observer.refused(error.code);
    await refusals.message(caller.party, error);
  }
  throw error;
}
