/** Filters of the packets that need an operator, as they stand in the address. */
import { isPartyId } from "../../domain/party.ts";
import { STATES_NEEDING_ATTENTION, type StateNeedingAttention } from "../../domain/operator-view.ts";

/** The filters; without a state, failed packets. */
export interface OpsSearch {
  readonly state?: StateNeedingAttention;
  readonly recipient?: string;
  readonly overdue?: true;
}

/** Reads the filters of an address; what is none is left out. */
export function opsSearch(given: Record<string, unknown>): OpsSearch {
  const state = STATES_NEEDING_ATTENTION.find((one) => one === given["state"]);
  const { recipient } = given;
  const overdue = given["overdue"] === true || given["overdue"] === "true";
  return {
    ...(overdue || state === undefined ? {} : { state }),
    ...(typeof recipient === "string" && isPartyId(recipient) ? { recipient } : {}),
    ...(overdue ? { overdue } : {}),
  };
}

/** Makes the question of the filters. */
export function opsQuery({ state = "failed", recipient, overdue }: OpsSearch): Readonly<Record<string, string>> {
  return {
    ...(overdue === true ? { overdue: "true" } : { state }),
    ...(recipient === undefined ? {} : { recipient }),
  };
}
