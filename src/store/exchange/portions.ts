/**
 * Passes all packets in a state, a portion at a time. Whatever their number, as after an outage or a restore, a statement
 * then takes no longer than for a portion, and others come in between.
 */
import type { PacketState } from "../../domain/packet.ts";
import { FIRST_ID } from "../columns.ts";

/** Packets of a portion. */
export const PORTION = 1_000;

/** The last packet of a portion, in the order of `nextPortion`. */
export interface PortionEnd {
  readonly type: string;
  readonly id: string;
}

/** The end before the first portion. */
export const BEFORE_ALL: PortionEnd = { type: "", id: FIRST_ID };

/** SQL of the next packets in a state; `$1` and `$2` are type and id of the last packet before. */
export function nextPortion(state: PacketState, columns: string): string {
  return `select type, id, ${columns} from packets
    where state = '${state}' and (type, id) > ($1::text, $2::uuid) order by type, id limit ${PORTION}`;
}

/** SQL of the `PortionEnd` of a relation `portion`; no row when it is empty. */
export const PORTION_END = "select type, id from portion order by type desc, id desc limit 1";
