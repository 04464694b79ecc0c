import type { Changes } from "../casework/changes-port.ts";
import type { MessageClaims } from "../domain/message.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { checkClaims } from "./claims.ts";
import { newDocumentKeys } from "./document-numbers.ts";
import type { Flow } from "./flow.ts";
import { judgeRecipientKey, type OpenedMessage } from "./open.ts";
import { readHoldings } from "./holdings.ts";
import { decideRecipients, findThread, mayBeFiled } from "./route.ts";
import { discloseAll, type Share } from "./seal.ts";
import { LeftOut, sharesWithContent } from "./shares.ts";
import { validateBody } from "./validate.ts";
import { cutWithdrawal, findWithdrawn } from "./withdraw.ts";

/** Result of the checks of a message, before anything is sealed. */
export interface Examined {
  /** Id that the message gets. */
  readonly id: string;
  /** Time of its acceptance, ms. */
  readonly at: number;
  /** Its claims, with the folded document. */
  readonly claims: MessageClaims;
  /** Packets that it takes back; undefined when it is no withdrawal. */
  readonly withdraws: readonly string[] | undefined;
  readonly shares: readonly Share[];
  readonly folded: readonly Issue[];
  readonly warnings: readonly Issue[];
  /** Parties whose packet goes to a successor, by the successor's id. */
  readonly insteadOf: ReadonlyMap<string, readonly string[]>;
  /** Keyed digests of the numbers that the document uses first. */
  readonly documentKeys: readonly Buffer[];
  /** What it changes of cases, inquiries and decisions. */
  readonly changes: Changes;
}

/**
 * Checks claims and document, decides the recipients and cuts the document down for each (steps 4 to 7 of protocol
 * section 4). Stores nothing.
 * @throws Refusal
 */
export async function examine(flow: Flow, opened: OpenedMessage): Promise<Examined> {
  const { sender, claims: raw } = opened;
  const now = flow.clock.now();
  const hints = judgeRecipientKey(flow, opened);
  const claims = checkClaims(raw, sender.id, now, flow.settings, flow.schemas);
  const { body, folded, warnings } = validateBody(flow, claims, now);
  const thread = await findThread(flow, sender, claims);
  const validated = { ...claims, body };
  try {
    const withdrawal =
      thread === undefined || claims.type !== "withdrawal" ? undefined : await findWithdrawn(flow, thread, validated);
    const recipients = decideRecipients(flow, sender, validated, thread, withdrawal?.recipients);
    const bySubject = thread !== undefined && Array.isArray(body.subjects);
    const holdings = bySubject ? await readHoldings(flow, thread.id, sender.id) : undefined;
    const leftOut = new LeftOut(flow, validated, holdings);
    const cut = discloseAll(flow, claims.type, body, recipients.parties, (recipient) => leftOut.of(recipient));
    const all = withdrawal === undefined ? cut : cut.map((share) => cutWithdrawal(flow, share, withdrawal));
    const filed = mayBeFiled(validated, sender, thread)
      ? () => discloseAll(flow, claims.type, body, [sender], () => new Set())
      : undefined;
    const { shares, notes } = sharesWithContent(flow, validated, holdings, leftOut, all, filed);
    const documentKeys = await newDocumentKeys(flow, validated);
    const id = flow.newId();
    const { warnings: remarks, ...changes } = await flow.casework.take({
      id,
      thread: claims.thread ?? id,
      at: now,
      type: claims.type,
      sender: sender.id,
      body,
      shares: shares.map(({ recipient, disclosure }) => ({
        recipient: recipient.id,
        duties: disclosure.duties ?? [],
        cut: disclosure.body,
      })),
      opener: thread?.sender ?? sender.id,
      to: claims.to,
      withdrawn: withdrawal?.messages ?? [],
    });
    const located = flow.schemas.locate(claims.type, claims.version, [...notes, ...remarks]);
    return {
      id,
      at: now,
      claims: validated,
      withdraws: withdrawal?.packets,
      shares,
      folded,
      warnings: [...hints, ...recipients.warnings, ...warnings, ...located],
      insteadOf: recipients.insteadOf,
      documentKeys,
      changes,
    };
  } catch (error) {
    throw located(flow, claims, error);
  }
}

/** Adds to the faults of a refusal which person and field each is about. */
function located(flow: Flow, { type, version }: MessageClaims, error: unknown): unknown {
  if (!(error instanceof Refusal) || error.options.errors === undefined) return error;
  return new Refusal(error.code, {
    ...error.options,
    errors: flow.schemas.locate(type, version, error.options.errors),
  });
}
