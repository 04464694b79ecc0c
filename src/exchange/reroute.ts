import { CaseMoved } from "../casework/ports.ts";
import type { Rerouting } from "../casework/reroute.ts";
import type { RerouteAnswer } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { caseEntry, sealedEntry } from "./commit.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { RerouteRows } from "./packet.ts";
import { reopen } from "./reopen.ts";
import { discloseAll, sealPacket } from "./seal.ts";
import type { Caller } from "./service.ts";

/** Sends a need that a department passed on to another department (转办). */
export type Reroute = (
  caller: Caller,
  thread: string,
  asked: { readonly item: string; readonly to: string },
) => Promise<RerouteAnswer>;

/**
 * Makes the re-routing: the person's part of the stored document is sealed for the new department as one more packet of
 * the message that sent it, by the sharing policy in force, and the new item goes on with the first start.
 *
 * It throws Refusal `not-found`, `state-conflict`, `case-circle`, `no-recipient`, `not-permitted`, `invalid-document`
 * (consents), `expired` when the message was erased.
 */
export function createReroute(flow: Flow, rows: RerouteRows, rerouting: Rerouting): Reroute {
  return async function reroute(caller, thread, asked): Promise<RerouteAnswer> {
    const to = flow.directory().party(asked.to)?.succeededBy ?? asked.to;
    const passed = await rerouting.find(thread, caller.party, asked.item, to);
    const { item } = passed;
    const recipient = flow.directory().party(to);
    const sender = flow.directory().party(caller.party);
    if (recipient?.active !== true || recipient.encryptionKey === undefined || sender === undefined) {
      throw new Refusal("no-recipient", { step: "recipient-key" });
    }
    const message = await flow.store.message(item.message);
    if (message === undefined) throw new Refusal("expired", { step: "erased" });
    const { id, type, version } = message;
    if (!flow.policy().permits(sender, type, recipient)) throw new Refusal("not-permitted", { step: "policy" });
    const kept = await reopen(flow, { message: id, sender: message.sender, type, version });
    const body = rerouting.cut(item, kept.body);
    const [share] = body === undefined ? [] : discloseAll(flow, type, body, [recipient]);
    const isAsked = share?.disclosure.duties?.some(({ need, co }) => need === item.need && !co) === true;
    if (body === undefined || share === undefined || !isAsked) {
      throw new Refusal("no-recipient", { step: "nothing-for-recipient" });
    }
    const { faults = [], duties = [] } = share.disclosure;
    const [fault] = faults;
    if (fault !== undefined) throw new Refusal("invalid-document", { errors: faults, step: fault.code });
    const at = flow.clock.now();
    const source = { id, thread, type, version, sender: message.sender, originDigest: kept.originDigest };
    const packet = await sealPacket(flow, source, share, at, null, item.originalStart);
    const shares = [{ recipient: recipient.id, duties: duties.filter(({ need }) => need === item.need) }];
    const head = { id, thread, at, type, sender: message.sender, body, shares, opener: caller.party, withdrawn: [] };
    const { change } = await rerouting.take(head, passed);
    if (change === undefined) throw new TypeError("a need that is sent on makes an item");
    const about = { id, thread, acceptedAt: at };
    const entries = [
      // It stands before the packet that it announces: no receipt of the acceptance names that packet.
      packetEntry("rerouted", at, caller.party, { ...packet, message: id, thread }, { from: item.department }),
      sealedEntry(flow, about, packet, to === asked.to ? undefined : [asked.to]),
      caseEntry(flow, about, change),
    ];
    try {
      const added = await rows.addRerouted({ message: id, sealedAt: at, packet, change, entries });
      if (!added) throw new Refusal("expired", { step: "erased" });
    } catch (error) {
      // Another message changed the case since it was read: it is looked at again.
      if (error instanceof CaseMoved) return reroute(caller, thread, asked);
      throw error;
    }
    const made = change.items.find(({ department, need }) => department === recipient.id && need === item.need);
    if (made === undefined) throw new TypeError("the new department has an item");
    return { thread, message: id, item: made.id, packet: packet.id, recipient: recipient.id, due: packet.due };
  };
}
