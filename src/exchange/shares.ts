import type { MessageClaims } from "../domain/message.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import type { Flow } from "./flow.ts";
import type { Share } from "./seal.ts";
import type { Thread } from "./store-port.ts";

/** Faults and warnings of what recipients would get, in English and Chinese. */
const RULES = {
  "nothing-for-recipient": ["Nothing of this document concerns this recipient", "文书中没有与该单位有关的内容"],
  "first-for-recipient": [
    "A department gets this subject for the first time and may see this group: it must be given",
    "有单位首次收到该对象且可见此数据组，须填写",
  ],
} as const satisfies Record<string, readonly [string, string]>;

/**
 * Leaves out the recipients for whom a document has no subject: nobody gets a packet that is nothing but a header. A
 * correction that leaves out one who had a packet is taken with a note, for that one still has what was corrected.
 * @throws Refusal `invalid-document` when the sender named a recipient for whom there is nothing, when a subject lacks
 * groups for a recipient that is new to the thread, or when consents do not cover what is disclosed and the policy
 * refuses that; `no-recipient` when nobody is left
 */
export function sharesWithContent(
  flow: Flow,
  { type, to, body }: MessageClaims,
  thread: Thread | undefined,
  all: readonly Share[],
): { readonly shares: readonly Share[]; readonly notes: readonly Issue[] } {
  const errors: Issue[] = [];
  const fault = (pointer: string, code: keyof typeof RULES) => {
    const [message, messageZh] = RULES[code];
    errors.push({ pointer, code, message, messageZh });
  };
  const shares = all.filter(({ disclosure }) => disclosure.subjects?.length !== 0);
  const left = all.filter((share) => !shares.includes(share)).map(({ recipient }) => recipient.id);
  to?.forEach((id, index) => {
    if (left.includes(id)) fault(`/to/${index}`, "nothing-for-recipient");
  });
  const lacking = new Set<string>();
  for (const { recipient, disclosure } of shares) {
    errors.push(...(disclosure.faults ?? []));
    if (thread === undefined || thread.recipients.includes(recipient.id)) continue;
    const groups = flow.policy().newcomerGroups(type, recipient);
    for (const index of disclosure.subjects ?? []) {
      const subject = (body.subjects as readonly Readonly<Record<string, unknown>>[])[index];
      for (const group of groups) if (subject?.[group] === undefined) lacking.add(`/body/subjects/${index}/${group}`);
    }
  }
  for (const pointer of lacking) fault(pointer, "first-for-recipient");
  if (errors.length > 0) throw new Refusal("invalid-document", { errors, step: errors[0]?.code ?? "shares" });
  if (shares.length === 0) throw new Refusal("no-recipient", { step: "nothing-for-anyone" });
  const notes = [
    ...all.flatMap(({ disclosure }) => disclosure.warnings ?? []),
    ...(type === "correction" ? left.map(leftOut) : []),
  ];
  return { shares, notes };
}

function leftOut(recipient: string): Issue {
  const message = `${recipient} has a packet of this thread and gets nothing of the correction: withdraw what it has`;
  const messageZh = `${recipient}此前已收到本移送的数据包，更正后与其无关：请向其撤回`;
  return { pointer: "/body", code: "recipient-left-out", message, messageZh };
}
