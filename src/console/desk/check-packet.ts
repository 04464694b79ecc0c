import type { MessageView, TimelineItem } from "../../domain/generated/answers.ts";
import type { StepStatus } from "../../evidence/verify/step.ts";
import { type OpenedPacket, PacketError } from "../../sdk/packet.ts";
import { UntrustedError } from "../../sdk/problem-error.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { decodeBase64url } from "../../wire/base64.ts";
import { isObject } from "../../wire/value.ts";
import { askGateway } from "../app/public-api.ts";
import { findEntry, openPublishedLog } from "../log/published-log.ts";
import type { WordId } from "../words/words.ts";
import type { Desk } from "./desk.tsx";

/** Step of verifying a packet. */
export interface PacketCheck {
  readonly title: WordId;
  readonly status: StepStatus;
  /** Why it did not pass. */
  readonly why?: WordId;
}

/** A packet as far as it could be opened, and what was verified. */
export interface CheckedPacket {
  readonly checks: readonly PacketCheck[];
  /** The opened packet; undefined when a step failed. */
  readonly packet?: OpenedPacket;
  /** Why it could not be opened: its reason is the one to refuse it with. */
  readonly refusal?: PacketError;
}

const STEPS = ["packet.check.digest", "packet.check.opens", "packet.check.signed", "packet.check.whole"] as const;
/** The step at which a packet of each fault stopped. */
const STOPPED: Readonly<Record<PacketError["reason"], number>> = {
  undecryptable: 1,
  "bad-signature": 2,
  "bad-content": 3,
};

/**
 * Fetches a packet, opens it and says what was verified.
 * @throws ProblemError, UnreachableError when there are no bytes to verify
 */
export async function checkPacket(desk: Desk, id: string, signal?: AbortSignal): Promise<CheckedPacket> {
  const { department } = desk;
  const options = signal === undefined ? {} : { signal };
  let bytes: Uint8Array;
  try {
    bytes = await department.fetchBytes({ packet: id }, options);
  } catch (error) {
    if (error instanceof UntrustedError) return { checks: stepsTo(0) };
    throw error;
  }
  try {
    const packet = await department.client.withNewKeys(() => department.open(bytes, id), signal);
    return { packet, checks: stepsTo(STEPS.length) };
  } catch (error) {
    if (error instanceof PacketError) return { refusal: error, checks: stepsTo(STOPPED[error.reason]) };
    throw error;
  }
}

/** Steps of which the one at `failed` did not pass, and those behind it could not be taken. */
function stepsTo(failed: number): PacketCheck[] {
  return STEPS.map((title, n) => {
    if (n < failed) return { title, status: "passed" };
    return n === failed ? { title, status: "failed" } : { title, status: "not-checked", why: "packet.notReached" };
  });
}

/** Verifies that the entry with which the gateway sealed a packet is in the published log. */
export async function checkLogged(desk: Desk, { id, message }: OpenedPacket): Promise<PacketCheck> {
  const title = "packet.check.logged";
  const { client } = desk.department;
  const view = (await client.json({ method: "GET", path: `/v1/messages/${message}` })) as MessageView;
  const leaf = view.timeline.flatMap((item) => (isSealing(item, id) ? [item.log.leafHash] : []))[0];
  const leafHash = leaf === undefined ? undefined : decodeBase64url(leaf);
  const gateway = await askGateway();
  try {
    const log = await openPublishedLog(gateway, desk.trust?.log ?? gateway.log.keys);
    const found = log && leafHash && (await findEntry(log, { leaf: leafHash }));
    if (!found) return { title, status: "not-checked", why: "packet.notLoggedYet" };
    return found.holds ? { title, status: "passed" } : { title, status: "failed", why: "packet.logFailed" };
  } catch (error) {
    if (error instanceof ProofError) return { title, status: "failed", why: "packet.logFailed" };
    throw error;
  }
}

function isSealing(item: TimelineItem, packet: string): boolean {
  return item.type === "sealed" && isObject(item) && item["packet"] === packet;
}
