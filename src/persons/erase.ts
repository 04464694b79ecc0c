import type { ErasureAnswer } from "../domain/generated/answers.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import type { ErasureBasis } from "../domain/recorded-request.ts";
import type { PacketState } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import { entry, packetEntry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Caller } from "../exchange/service.ts";
import type { ErasureEntries, ErasureRows } from "./persons-port.ts";

/** Why a thread's payloads are destroyed before their time, for the record. */
export interface ErasureRequest {
  readonly thread: string;
  /** Which law or order: `pipl-47`, `court-order` … */
  readonly basis: ErasureBasis;
  /** Number of the request in the operator's own register; never a person's name or number. */
  readonly reference: string;
}

/** What the thread must not be in: on its way. The sender takes such a packet back first (withdrawal). */
const OPEN: ReadonlySet<PacketState> = new Set(["queued", "delivered"]);

/**
 * Destroys the payloads of a thread, and what finds its persons, on a recorded request (PIPL 47). Packets that are still on their way are not
 * taken from under their recipients: then nothing is destroyed. Entries and receipts stay, so every proof made
 * before and after verifies.
 * @throws Refusal `not-found`, `state-conflict`
 */
export async function eraseThread(
  flow: Pick<Flow, "store" | "clock">,
  rows: ErasureRows,
  caller: Caller,
  { thread, basis, reference }: ErasureRequest,
): Promise<ErasureAnswer> {
  if ((await flow.store.thread(thread)) === undefined) throw new Refusal("not-found", { step: "thread" });
  const at = flow.clock.now();
  const why = { basis, reference };
  const { erased, open } = await rows.eraseThread(
    thread,
    at,
    ({ state }) => !OPEN.has(state),
    (packets) => entry("erasure-requested", at, caller.party, { thread, ...why, packets }),
    erasureEntries(at, caller.party, { reason: "request", ...why }),
  );
  const [first] = open;
  if (first !== undefined) {
    throw new Refusal("state-conflict", {
      detail: onTheirWay(open.length),
      members: { state: first.state },
      step: "state",
    });
  }
  return { thread, erasedAt: rfc3339(at), packets: erased.map(({ id }) => id) };
}

/** What has to be done first, and by whom: an operator cannot withdraw. */
function onTheirWay(packets: number): Bilingual {
  return {
    en: `Packets of the thread that are on their way: ${packets}. The sender must withdraw them first, or their recipients give their receipts. Nothing was destroyed`,
    zh: `该移送尚有在途数据包 ${packets} 个：须先由其移送单位撤回，或由接收单位出具回执；未作任何销毁`,
  };
}

/** The entries of payloads whose time is over. @param rule `{id}@{version}` of the retention rules */
export function retentionEntries(at: number, gateway: string, rule: string): ErasureEntries {
  return erasureEntries(at, gateway, { reason: "retention", rule });
}

function erasureEntries(at: number, actor: string, why: Readonly<Record<string, string>>): ErasureEntries {
  return {
    packet: (packet) => packetEntry("erased", at, actor, packet, why),
    envelope: ({ id: message, thread }) => entry("envelope-erased", at, actor, { message, thread, ...why }),
  };
}
