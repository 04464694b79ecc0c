/** Records that the clients of a faults run keep for themselves, whatever happens to the gateway. */

/** A packet as a recipient got it. */
export interface Received {
  readonly recipient: string;
  readonly packet: string;
  readonly message: string;
  readonly digest: string;
}

/** The clients' records. */
export class Ledger {
  /** Ids of messages in the gateway's answers, by the `jti` that was sent. A message has one. */
  readonly answered = new Map<string, Set<string>>();
  /** Every `jti` that was sent, answered or not. */
  readonly sent = new Set<string>();
  readonly received: Received[] = [];
  /** Packets that the recipient with the cursor, which never goes back, has seen. */
  readonly followed = new Set<string>();
  /** Outcomes that recipients signed, by packet. */
  readonly signed = new Map<string, Set<string>>();

  answer(jti: string, id: string): void {
    this.answered.set(jti, (this.answered.get(jti) ?? new Set()).add(id));
  }

  sign(packet: string, outcome: string): void {
    this.signed.set(packet, (this.signed.get(packet) ?? new Set()).add(outcome));
  }
}
