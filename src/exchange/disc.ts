import { EnvelopeError, type PublicKey, type Suite } from "../crypto/suite.ts";
import type { ImportAnswer, SubmissionAnswer } from "../domain/generated/answers.ts";
import { IMPORT_WITHIN } from "../domain/disc.ts";
import { Refusal } from "../domain/refusal.ts";
import { formatDigest } from "../wire/digest.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { isUuid7 } from "../wire/uuid7.ts";
import { entry, packetEntry, sha256 } from "./entries.ts";
import { findOwnPacket } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import { openEnvelope, parseClaims, presentSigningKey } from "./open.ts";
import type { OutgoingPackets } from "./outgoing.ts";
import type { Party } from "./ports.ts";
import { receive } from "./receipt.ts";
import type { Refusals } from "./refusals.ts";
import type { Caller, Exchange } from "./service.ts";
import { submit } from "./submit.ts";

/** Media type of a signed receipt; any other is that of an envelope. */
const RECEIPT_TYPE = "application/jwt";

/**
 * Takes what came on a disc: a receipt, or a sender's envelope. Who carries it is not trusted with anything: the file is
 * taken as the word of the party that signed it, with the same checks, states and entries as on line, and one entry
 * `imported` more that names the carrier. The same file again is answered as before.
 * @throws Refusal as `receive` and `submit` do; `not-permitted` for a party that may not send or receive
 */
export async function importFile(
  flow: Flow,
  outgoing: OutgoingPackets,
  refusals: Refusals,
  carrier: Caller,
  file: Buffer,
  mediaType: string,
): ReturnType<Exchange["importFile"]> {
  const isReceipt = mediaType === RECEIPT_TYPE;
  const signer = await signerOf(flow, file, mediaType).catch(async (error: unknown) => {
    if (error instanceof Refusal) {
      flow.observer.refused(error.code);
      await refusals.message(carrier.party, error);
    }
    throw error;
  });
  const caller: Caller = { party: signer.id, scopes: new Set(signer.scopes) };
  try {
    if (!caller.scopes.has(isReceipt ? "packet:receive" : "message:send")) {
      throw new Refusal("not-permitted", { step: "import-scope" });
    }
    return isReceipt
      ? await importReceipt(flow, refusals, carrier, caller, file.toString("latin1"))
      : await importMessage(flow, outgoing, refusals, carrier, caller, file, mediaType);
  } catch (error) {
    throw forCarrier(carrier, signer, error);
  }
}

async function importReceipt(
  flow: Flow,
  refusals: Refusals,
  carrier: Caller,
  caller: Caller,
  jws: string,
): ReturnType<Exchange["importFile"]> {
  const { sub } = claimsOf(jws);
  if (typeof sub !== "string" || !isUuid7(sub)) throw new Refusal("not-found", { step: "packet" });
  const packet = await findOwnPacket(flow, caller, sub);
  const imported = (at: number) =>
    packetEntry("imported", at, carrier.party, packet, { kind: "receipt", from: caller.party });
  const { repeat, entry: receipt } = await receive(flow, refusals, caller, sub, jws, imported);
  return { repeat, answer: { kind: "receipt", from: caller.party, repeat, receipt } };

  /** Reads claims whose signature was verified. */
  function claimsOf(text: string) {
    return parseClaims(Buffer.from(text.split(".")[1] ?? "", "base64url"), flow.settings.maxDepth);
  }
}

async function importMessage(
  flow: Flow,
  outgoing: OutgoingPackets,
  refusals: Refusals,
  carrier: Caller,
  caller: Caller,
  envelope: Buffer,
  mediaType: string,
): ReturnType<Exchange["importFile"]> {
  // A disc travels: the message, and the gateway's key that it was sealed for, may be older than one on line.
  const late: Flow = { ...flow, settings: { ...flow.settings, issuedWithin: IMPORT_WITHIN } };
  const { repeat, json } = await submit(late, outgoing, refusals, caller, envelope, mediaType, (message) =>
    entry("imported", message.acceptedAt, carrier.party, {
      message: message.id,
      thread: message.thread,
      digest: formatDigest(sha256(envelope)),
      kind: "message",
      from: caller.party,
    }),
  );
  const submission = JSON.parse(json) as SubmissionAnswer;
  const answer: ImportAnswer = { kind: "message", from: caller.party, repeat, submission };
  return { repeat, answer };
}

/**
 * Finds the party whose present key signed a file. Its claims are compared with that party later, as on line.
 * @throws Refusal `unsupported-media-type`, `invalid-envelope`
 */
async function signerOf(flow: Flow, file: Buffer, mediaType: string): Promise<Party> {
  const suite = mediaType === RECEIPT_TYPE ? flow.suites.get("jose") : flow.suites.byMediaType(mediaType);
  if (suite === undefined) throw new Refusal("unsupported-media-type", { step: "media-type" });
  const find = () => signerAmongParties(flow, suite, file, mediaType === RECEIPT_TYPE);
  return find().catch(async (error: unknown) => {
    // Another gateway of the database may have put the key in force.
    if (!(await flow.lookAgain())) throw error;
    return find();
  });
}

async function signerAmongParties(flow: Flow, suite: Suite, file: Buffer, isReceipt: boolean): Promise<Party> {
  let signer: Party | undefined;
  const keyOf = (kid: string): PublicKey | undefined => {
    for (const party of flow.directory().parties()) {
      const key = party.active ? presentSigningKey(party, kid) : undefined;
      if (key === undefined) continue;
      signer = party;
      return key;
    }
    return undefined;
  };
  try {
    if (isReceipt) await suite.verify(file.toString("latin1"), TOKEN_TYPES.receipt, keyOf);
    else await openEnvelope(suite, flow, file, keyOf);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Refusal("invalid-envelope", { step: error.step, cause: error });
    throw error;
  }
  if (signer === undefined) throw new TypeError("a signature was verified with a party's key");
  return signer;
}

/** Leaves of a refusal what a carrier may know that is neither the signer nor an operator: its code. */
function forCarrier(carrier: Caller, signer: Party, error: unknown): unknown {
  if (!(error instanceof Refusal) || carrier.party === signer.id || carrier.scopes.has("ops:write")) return error;
  const { step, retryAfter } = error.options;
  return new Refusal(error.code, {
    ...(step === undefined ? {} : { step }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    cause: error,
  });
}
