import type { MessageClaims, MessageType } from "../domain/message.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { isObject } from "../wire/value.ts";
import type { Flow } from "./flow.ts";
import type { Directory, Party } from "./ports.ts";
import type { Thread } from "./store-port.ts";

/** Recipients of a message, and what is to be told about them. */
export interface Recipients {
  readonly parties: readonly Party[];
  /** Parties whose packet goes to a successor, by the successor's id. */
  readonly insteadOf: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly Issue[];
}

/**
 * Decides who gets a packet of a message: the recipients it names, or those that the gateway finds. Each must be in
 * the directory and allowed by the sharing policy. For a party that another one has taken over from, that one gets the
 * packet; only a withdrawal goes to the party that has what is withdrawn.
 * @param implied ids of those whom the message concerns when it names nobody; found by its type and thread when absent
 * @throws Refusal `invalid-claims`, `not-permitted`, `no-recipient`
 */
export function decideRecipients(
  flow: Flow,
  sender: Party,
  claims: MessageClaims,
  thread: Thread | undefined,
  implied?: readonly string[],
): Recipients {
  const directory = flow.directory();
  const wanted = claims.to ?? implied ?? findImpliedIds(flow, sender, claims, thread);
  const { ids, insteadOf, warnings } =
    claims.type === "withdrawal" ? unchanged(wanted) : withSuccessors(wanted, directory, claims.to !== undefined);
  const recipients = claims.to === undefined ? activeParties(ids, directory) : namedRecipients(ids, directory);
  if (recipients.length === 0) throw new Refusal("no-recipient", { step: "route" });

  const policy = flow.policy();
  const led = goesByContent(claims) ? policy.route(claims.type, claims.body, directory) : undefined;
  const files = isFiled(claims.type) && thread?.sender === sender.id;
  for (const recipient of recipients) {
    // A plan for nobody else shares nothing, so no permission of the policy is asked for.
    if (claims.type === "plan" && files && led?.length === 0 && recipient.id === sender.id) continue;
    if ((recipient.id === sender.id && !files) || !policy.permits(sender, claims.type, recipient)) {
      throw new Refusal("not-permitted", { step: "policy" });
    }
    // Money for an emergency is asked of those who give it there, and a plan tells each department its own measures: nobody else
    // gets them.
    if (led?.includes(recipient.id) === false) throw new Refusal("not-permitted", { step: "policy-place" });
  }
  const keyless = recipients.filter((recipient) => recipient.encryptionKey === undefined);
  if (keyless.length > 0) throw new Refusal("no-recipient", { errors: keyless.map(withoutKey), step: "recipient-key" });
  return { parties: recipients, insteadOf, warnings };
}

function unchanged(ids: readonly string[]) {
  return { ids, insteadOf: new Map<string, string[]>(), warnings: [] };
}

/** Puts successors in the place of those they took over from, each once. @param named whether the message names the parties */
function withSuccessors(wanted: readonly string[], directory: Directory, named: boolean) {
  const insteadOf = new Map<string, string[]>();
  const warnings: Issue[] = [];
  const ids = wanted.map((id, index) => {
    const successor = directory.party(id)?.succeededBy;
    if (successor === undefined) return id;
    insteadOf.set(successor, [...(insteadOf.get(successor) ?? []), id]);
    warnings.push({
      pointer: named ? `/to/${index}` : "/to",
      code: "sent-to-successor",
      message: `${successor} has taken over from ${id} and gets the packet`,
      messageZh: `${id}的职能已由${successor}承接，数据包发往${successor}`,
    });
    return successor;
  });
  return { ids: [...new Set(ids)], insteadOf, warnings };
}

/** Tells whether a document's own content says which departments it is for, in a thread too. */
function goesByContent({ type }: MessageClaims): boolean {
  return type === "bridge" || type === "plan";
}

/** Tells whether a message of this type may be filed: sent by the one who opened the thread to itself (decision 0021). */
function isFiled(type: MessageType): boolean {
  return type === "visit" || type === "evaluation" || type === "plan";
}

/**
 * Tells whether a message is filed with its sender when none of those that it names gets anything of it: a plan whose measures
 * are all for departments that do not have its persons yet.
 */
export function mayBeFiled({ type }: Pick<MessageClaims, "type">, sender: Party, thread: Thread | undefined): boolean {
  return type === "plan" && thread?.sender === sender.id && sender.encryptionKey !== undefined;
}

function namedRecipients(to: readonly string[], directory: Directory): Party[] {
  const errors: Issue[] = [];
  const parties: Party[] = [];
  to.forEach((id, index) => {
    const party = directory.party(id);
    if (party?.active === true) parties.push(party);
    else {
      const message = "No active party of the directory has this id";
      const messageZh = "目录中没有此标识的有效单位";
      errors.push({ pointer: `/to/${index}`, code: "unknown-recipient", message, messageZh });
    }
  });
  if (errors.length > 0) throw new Refusal("invalid-claims", { errors, step: "unknown-recipient" });
  return parties;
}

function activeParties(ids: readonly string[], directory: Directory): Party[] {
  return ids.map((id) => directory.party(id)).filter((party) => party?.active === true) as Party[];
}

/** Finds the recipients of a message that names none. */
function findImpliedIds(
  flow: Flow,
  sender: Party,
  claims: MessageClaims,
  thread: Thread | undefined,
): readonly string[] {
  const directory = flow.directory();
  if (claims.type === "aid-subject-list" || goesByContent(claims)) {
    const led = flow.policy().route(claims.type, claims.body, directory);
    // A plan of its sender's own measures is filed.
    return led.length === 0 && mayBeFiled(claims, sender, thread) ? [sender.id] : led;
  }
  if (thread !== undefined) {
    // Within a thread a message goes to the other side: from its opener to all recipients, or back to the opener.
    if (thread.sender === sender.id) {
      // An evaluation is for the departments that helped; when none did, it is filed as a visit is.
      const helped = claims.type === "evaluation" ? flow.policy().route(claims.type, claims.body, directory) : [];
      if (isFiled(claims.type)) return helped.length > 0 ? helped : [sender.id];
      // More data may add a need that a department without a packet leads.
      const led = flow.policy().route(claims.type, claims.body, directory);
      // The convener gets letters that name it, and nothing else; social workers what the policy lets them have.
      const others = thread.recipients.filter((id) => {
        const party = directory.party(id);
        if (party?.kind === "social-work") return flow.policy().permits(sender, claims.type, party);
        return party?.kind !== "convener";
      });
      return [...new Set([...others, ...led])].filter((id) => id !== sender.id);
    }
    return [thread.sender];
  }
  if (claims.type === "meeting") return membersIn(claims).filter((id) => id !== sender.id);
  // A lead needs no address when only one party may get it.
  const takers = [...directory.parties()].filter(
    (party) => party.id !== sender.id && party.active && flow.policy().permits(sender, claims.type, party),
  );
  return takers.length === 1 ? takers.map((party) => party.id) : [];
}

/** Lists the parties that the record of a joint meeting has as participants, absent or not. */
function membersIn({ body }: MessageClaims): string[] {
  const all: readonly unknown[] = Array.isArray(body.participants) ? body.participants : [];
  return [...new Set(all.flatMap((one) => (isObject(one) && typeof one.party === "string" ? one.party : [])))];
}

function withoutKey(recipient: Party): Issue {
  const message = `The recipient ${recipient.id} has no key to encrypt for`;
  return {
    pointer: "/to",
    code: "recipient-without-key",
    message,
    messageZh: `接收单位${recipient.id}没有可用的加密公钥`,
  };
}

/**
 * Finds the thread that a message belongs to; undefined when it opens one. A thread in which the sender takes no
 * part is as unknown to it as one that does not exist.
 * @throws Refusal `invalid-claims`
 */
export async function findThread(flow: Flow, sender: Party, claims: MessageClaims): Promise<Thread | undefined> {
  if (claims.thread === undefined) return undefined;
  const thread = await flow.store.thread(claims.thread);
  if (thread !== undefined && (thread.sender === sender.id || thread.recipients.includes(sender.id))) {
    return thread;
  }
  const message = "There is no such thread, or the sender takes no part in it";
  const messageZh = "不存在此移送，或发送方未参与";
  throw new Refusal("invalid-claims", {
    errors: [{ pointer: "/thread", code: "unknown-thread", message, messageZh }],
    step: "unknown-thread",
  });
}
