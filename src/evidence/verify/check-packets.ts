/**
 * Checks which packets there are: as many as the message's entry counts, and those that were sealed again in their
 * place.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { type ReplacementCode, replacementFaults } from "../replacement.ts";
import { type Evidence, ofType, type ReadableEntry } from "./evidence.ts";
import { at, Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";

/**
 * Packets that were sealed when a message was accepted. A packet that was sealed again later replaces one of them; one for a
 * department to which the sender sent a need on is announced by an entry `rerouted` before it.
 */
export function originalPackets(evidence: Evidence, message: string | undefined): ReadableEntry[] {
  const announced = new Map(ofType(evidence, "rerouted").map(({ index, entry }) => [entry.packet, index]));
  return ofType(evidence, "sealed").filter(
    ({ index, entry }) =>
      entry.message === message && entry.replaces === undefined && !((announced.get(entry.packet) ?? index) < index),
  );
}

/**
 * Checks that as many packets were sealed for a message as its entry counts, each for its own recipient. A further
 * packet must replace one that its recipient refused as undecryptable, or be for a department to which a need was sent on.
 */
export function checkSealed(evidence: Evidence): CheckOutcome {
  const findings = new Findings();
  const accepted = ofType(evidence, "accepted");
  const sealed = ofType(evidence, "sealed");
  for (const { index, entry } of accepted) {
    const packets = originalPackets(evidence, entry.message);
    findings.expect(
      packets.length === entry.packets,
      `${at(index).en} counts another number of packets than were sealed`,
      `${at(index).zh} 所计数据包数与封装条目不符`,
    );
  }
  const ids = sealed.map(({ entry }) => entry.packet);
  // The story finds these too, but reports only that one entry cannot follow another.
  findings.expect(new Set(ids).size === ids.length, "a packet was sealed twice", "有数据包被重复封装");
  const messages = accepted.map(({ entry }) => entry.message);
  findings.expect(new Set(messages).size === messages.length, "a message was accepted twice", "有报文被重复受理");
  for (const { index, entry } of sealed) {
    // The story checks that the gateway sealed it.
    findings.expect(
      messages.includes(entry.message),
      `${at(index).en} seals a packet of no accepted message`,
      `${at(index).zh} 的数据包不属于已受理报文`,
    );
  }
  for (const { code, index } of replacementFaults(evidence.readable)) {
    // The tree may end between a packet's `resealed` entry and the entry that follows it at once.
    if (code === "replacement-missing" && index + 1 === evidence.checkpoint?.size) continue;
    const { en, zh } = REPLACEMENT_FAULTS[code];
    findings.expect(false, `${at(index).en} ${en}`, `${at(index).zh} ${zh}`);
  }
  return findings.outcome;
}

const REPLACEMENT_FAULTS: Readonly<Record<ReplacementCode, Bilingual>> = {
  "replaced-unknown": { en: "replaces a packet that was not sealed before it", zh: "所替换的数据包此前未封装" },
  "replaced-differs": {
    en: "replaces a packet of another message or for another recipient",
    zh: "所替换的数据包属于另一报文或另一接收单位",
  },
  "replaced-unrefused": {
    en: "replaces a packet that was not refused as undecryptable",
    zh: "所替换的数据包未因无法解密而被拒收",
  },
  "replacement-unannounced": {
    en: "replaces a packet that was not sealed again",
    zh: "所替换的数据包没有重新封装记录",
  },
  "replaced-twice": { en: "replaces a packet that was replaced before", zh: "所替换的数据包已被替换过" },
  "replacement-missing": { en: "names a replacement that was never sealed", zh: "所称的替换数据包从未封装" },
};
