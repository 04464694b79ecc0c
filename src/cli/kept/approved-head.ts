/** Number and approval of a document (文号、审批), which its officer gives when it is drafted or adds later. */
export interface ApprovalOptions {
  readonly number?: string;
  readonly approver?: string;
  /** RFC 3339; absent: when the document is made. */
  readonly approvedAt?: string;
}

/** Makes the members of a header that was approved; none for what is not given. */
export function approvedHead({ number, approver, approvedAt }: ApprovalOptions, now: string) {
  return {
    ...(number === undefined ? {} : { listNumber: number }),
    ...(approver === undefined ? {} : { approval: { approver, approvedAt: approvedAt ?? now } }),
  };
}
