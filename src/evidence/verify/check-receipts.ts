/** Checks what was signed: keys, the gateway's submission receipts, the recipients' receipts. */
import { beganAt } from "../../tlog/begun.ts";
import { TOKEN_TYPES } from "../../wire/token.ts";
import { encodeBase64url } from "../../wire/base64.ts";
import { formatDigest } from "../../wire/digest.ts";
import { isObject, isTime } from "../../wire/value.ts";
import { isPartyId } from "../../domain/party.ts";
import { originalPackets } from "./check-packets.ts";
import { type Evidence, ofType, type ReadableEntry } from "./evidence.ts";
import { at, Findings } from "./finding.ts";
import { keyInForce } from "./key-register.ts";
import { kidOf, type SignedToken, verifyToken } from "./signed-token.ts";
import type { CheckOutcome } from "./step.ts";

/** Checks that the log registered every public key for its party. */
export function checkKeys(evidence: Evidence): CheckOutcome {
  const findings = new Findings();
  const registrations = ofType(evidence, "key").filter(({ entry }) => entry.change === "key-added");
  for (const [party, keys] of evidence.keys) {
    if (!findings.expect(keys !== undefined, `the keys of ${party} cannot be read`, `${party} 的公钥无法读取`)) {
      continue;
    }
    for (const { kid } of keys ?? []) {
      findings.expect(
        registrations.some(
          ({ entry }) => entry.party === party && entry.kid === kid && entry.actor === evidence.manifest?.gateway,
        ),
        `a key of ${party} is not registered in the log`,
        `${party} 的一个公钥未在日志中登记`,
      );
    }
  }
  return findings.outcome;
}

/**
 * Checks that every key of a party with given thumbprints is one of those.
 * A given party that signed nothing here is harmless as long as all signers are given too, so one list serves for all
 * evidence. When a signer is not given, an unused name may be a misspelling, so it is reported.
 */
export function checkPinnedKeys({ keys, trust }: Evidence): CheckOutcome {
  const pinned = new Map(Object.entries(trust.parties));
  if (pinned.size === 0) {
    return { skipped: { en: "no thumbprints of parties' keys were given", zh: "未提供各单位公钥的指纹" } };
  }
  const idle = [...pinned.keys()].filter((party) => !keys.has(party)).map(partyName);
  const open = [...keys.keys()].filter((party) => !pinned.has(party)).map(partyName);
  const findings = new Findings();
  for (const [party, thumbprints] of pinned) {
    for (const { kid } of keys.get(party) ?? []) {
      findings.expect(
        thumbprints.includes(kid),
        "a key of a party is not among those that are trusted",
        "有单位公钥不在受信任的指纹之列",
      );
    }
  }
  const compared = findings.checked > 0 && (idle.length === 0 || open.length === 0);
  if (compared || findings.list.length > 0) return findings.outcome;
  const en = `thumbprints were given for ${list(idle)}, which signed nothing here, and none for ${list(open)}`;
  return { skipped: { en, zh: `所给指纹中 ${list(idle)} 未在此签名，而签名的 ${list(open)} 没有指纹` } };
}

/** Party id that is safe to show: a name from a file or a verifier may not be an id. */
function partyName(party: string): string {
  return isPartyId(party) ? party : "?";
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "–" : names.slice(0, 10).join(", ");
}

/** Checks that every accepted message has the gateway's signed receipt, and that it says what the log says. */
export async function checkSubmissionReceipts(evidence: Evidence): Promise<CheckOutcome> {
  const findings = new Findings();
  const { manifest, submissionReceipts } = evidence;
  const gateway = manifest?.gateway ?? "";
  const accepted = ofType(evidence, "accepted");
  for (const found of accepted) {
    const place = at(found.index);
    const jws = submissionReceipts.get(found.entry.message ?? "");
    const token = await signedBy(evidence, jws, TOKEN_TYPES.submissionReceipt, gateway, found);
    if (
      !findings.expect(
        token !== undefined,
        `no valid submission receipt for ${place.en}`,
        `${place.zh} 没有有效的受理回执`,
      )
    ) {
      continue;
    }
    findings.expect(
      token !== undefined && isReceiptOf(evidence, token, found),
      `the submission receipt does not say what ${place.en} says`,
      `受理回执与${place.zh}不一致`,
    );
  }
  const messages = new Set(accepted.map(({ entry }) => entry.message));
  for (const message of submissionReceipts.keys()) {
    findings.expect(messages.has(message), "a submission receipt belongs to no entry", "有受理回执不对应任何条目");
  }
  return findings.outcome;
}

function isReceiptOf(evidence: Evidence, { claims }: SignedToken, { index, entry, leafHash }: ReadableEntry): boolean {
  const { iss, aud, sub, iat, digest, log, packets } = claims;
  const sealed = originalPackets(evidence, entry.message);
  return (
    iss === evidence.manifest?.gateway &&
    aud === entry.actor &&
    sub === entry.message &&
    iat === Math.floor(Date.parse(entry.time) / 1000) &&
    digest === entry.digest &&
    isObject(log) &&
    isPromisedBy(evidence, log.origin, index) &&
    log.leafHash === encodeBase64url(leafHash) &&
    Array.isArray(packets) &&
    packets.length === sealed.length &&
    sealed.every((one) => packets.some((packet) => isObject(packet) && samePacket(packet, one)))
  );
}

/**
 * Tells whether the log that a receipt names could promise an entry at that place: the log itself, or one that it succeeds.
 * What a log had promised before its end stands in its successor; but no log promised an entry from before its beginning.
 */
function isPromisedBy({ begun, checkpoint }: Evidence, origin: unknown, index: number): boolean {
  const since = typeof origin === "string" ? beganAt(origin, checkpoint?.origin ?? "", begun.links) : undefined;
  return since !== undefined && since <= index;
}

function samePacket(packet: Readonly<Record<string, unknown>>, { entry }: ReadableEntry): boolean {
  return packet.id === entry.packet && packet.recipient === entry.recipient && packet.digest === entry.digest;
}

/** Checks that every receipt that the log records is there, signed by its recipient, and says what the log says. */
export async function checkReceipts(evidence: Evidence): Promise<CheckOutcome> {
  const findings = new Findings();
  const recorded = ofType(evidence, "receipt");
  for (const found of recorded) {
    const { entry, index } = found;
    const place = at(index);
    const jws = evidence.receipts.get(entry.packet ?? "");
    const token = await signedBy(evidence, jws, TOKEN_TYPES.receipt, entry.actor, found);
    if (!findings.expect(token !== undefined, `no valid receipt for ${place.en}`, `${place.zh} 没有有效的回执`)) {
      continue;
    }
    findings.expect(
      token !== undefined && jws !== undefined && isReceiptOfEntry(evidence, token, jws, found),
      `the recipient's receipt does not say what ${place.en} says`,
      `接收单位回执与${place.zh}不一致`,
    );
  }
  const packets = new Set(recorded.map(({ entry }) => entry.packet));
  for (const packet of evidence.receipts.keys()) {
    findings.expect(packets.has(packet), "a receipt belongs to no entry", "有回执不对应任何条目");
  }
  return findings.outcome;
}

/**
 * Tells whether a receipt is the one of its entry. The story checks packet and recipient too. They are checked here as
 * well, because the signed text is compared with what was sealed for the recipient.
 */
function isReceiptOfEntry(evidence: Evidence, { claims }: SignedToken, jws: string, { entry }: ReadableEntry): boolean {
  const sealed = ofType(evidence, "sealed").find((one) => one.entry.packet === entry.packet)?.entry;
  const { iss, aud, sub, iat, digest, outcome, reason } = claims;
  return (
    sealed !== undefined &&
    iss === entry.actor &&
    iss === sealed.recipient &&
    aud === evidence.manifest?.gateway &&
    sub === entry.packet &&
    digest === sealed.digest &&
    digest === entry.digest &&
    outcome === entry.outcome &&
    reason === entry.reason &&
    typeof iat === "number" &&
    isTime(entry.issued) &&
    Math.floor(iat * 1000) === Date.parse(entry.issued) &&
    formatDigest(evidence.sha256(new TextEncoder().encode(jws))) === entry.receipt
  );
}

/** Reads a token that a key of the party signed which was in force at the entry's place in the log. */
async function signedBy(
  evidence: Evidence,
  jws: string | undefined,
  typ: string,
  party: string,
  { index, entry }: ReadableEntry,
): Promise<SignedToken | undefined> {
  const gateway = evidence.manifest?.gateway ?? "";
  const inForce = keyInForce(ofType(evidence, "key"), gateway, party, kidOf(jws ?? "") ?? "", {
    index,
    time: entry.time,
  });
  return inForce && jws !== undefined ? verifyToken(jws, typ, evidence.keys.get(party) ?? []) : undefined;
}
