import type { ErasureAnswer } from "../domain/generated/answers.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import type { ErasureBasis } from "../domain/recorded-request.ts";
import { ON_ITS_WAY } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import { entry, packetEntry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Caller } from "../exchange/service.ts";
import type { ErasureEntries, ErasureRows } from "./persons-port.ts";

/** A request to destroy a thread's payloads before their time. It is recorded. */
export interface ErasureRequest {
  readonly thread: string;
  /** The law or order: `pipl-47`, `court-order` … */
  readonly basis: ErasureBasis;
  /** Number of the request in the operator's own register; never a person's name or number. */
  readonly reference: string;
}

/**
 * Destroys the payloads of a thread and the blind index of its persons on a recorded request (PIPL article 47). While a
 * packet is on its way nothing is destroyed. Entries and receipts stay, so every proof made before or after still
 * verifies.
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
  const { erased, open, reports } = await rows.eraseThread(
    thread,
    at,
    (state) => !ON_ITS_WAY.includes(state),
    (packets) => entry("erasure-requested", at, caller.party, { thread, ...why, packets }),
    erasureEntries(at, caller.party, { reason: "request", ...why }),
  );
  const [first] = open;
  if (first !== undefined) {
    throw new Refusal("state-conflict", {
      detail: onTheirWay(open.length),
      members: { state: first },
      step: "state",
    });
  }
  return { thread, erasedAt: rfc3339(at), packets: [...erased], reports: [...reports] };
}

/** Tells what must be done first and by whom: an operator cannot withdraw. */
function onTheirWay(packets: number): Bilingual {
  return {
    en: `Packets of the thread that are on their way: ${packets}. The sender must withdraw them first, or their recipients give their receipts. Nothing was destroyed`,
    zh: `该移送尚有在途数据包 ${packets} 个：须先由其发送方撤回，或由接收单位出具回执；未作任何销毁`,
  };
}

/** Makes the entries of payloads whose time is over. @param rule `{id}@{version}` of the retention rules */
export function retentionEntries(at: number, gateway: string, rule: string): ErasureEntries {
  return erasureEntries(at, gateway, { reason: "retention", rule });
}

/** Makes the entries of what is destroyed, with the reason. */
export function erasureEntries(at: number, actor: string, why: Readonly<Record<string, string>>): ErasureEntries {
  return {
    packet: (packet) => packetEntry("erased", at, actor, packet, why),
    envelope: ({ id: message, thread }) => entry("envelope-erased", at, actor, { message, thread, ...why }),
    case: ({ thread, facts, links }) =>
      entry("case-erased", at, actor, { thread, facts, ...(links === 0 ? {} : { links }), ...why }),
  };
}
