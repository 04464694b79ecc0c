import { type MessageClaims, opensThread } from "../domain/message.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { isObject } from "../wire/value.ts";
import type { Flow } from "./flow.ts";

/** Faults of the two numbers that a sender uses once, in English and Chinese. */
const RULES = {
  "duplicate-transfer-id": ["Another message of yours has this number of a transfer", "此移送编号已用于另一报文"],
  "duplicate-document-number": ["Another list of yours has this document number", "此文号已用于另一清单"],
} as const;

/** Computes the keyed digest of a sender's number: of a transfer, or of a letter (文号). */
export function numberKey(mac: Flow["mac"], kind: "transfer" | "letter", sender: string, number: string): Buffer {
  return mac(JSON.stringify([kind, sender, number]));
}

/** Finds the number of a document's letter (文号), a text unless the document is wrong, and the member of the header for it. */
export function letterOf(body: Readonly<Record<string, unknown>>) {
  const header = isObject(body.header) ? body.header : {};
  if (header.listNumber !== undefined) return { member: "listNumber", number: header.listNumber } as const;
  return { member: "documentNumber", number: header.documentNumber } as const;
}

/**
 * Computes the keyed digests of the numbers that a document uses first, which `Store.accept` keeps: its `transferId`,
 * and, where it opens a thread, its document number (文号). Messages of one thread may share the number of its letter.
 * @throws Refusal `duplicate-document`, naming the earlier message, when one was used before. Allowed is the transferId
 * that `supersedes` of the header names, and the document number when `supersedes` or `continues` names an earlier list.
 */
export async function newDocumentKeys(flow: Pick<Flow, "mac" | "store">, claims: MessageClaims): Promise<Buffer[]> {
  const header = isObject(claims.body.header) ? claims.body.header : {};
  const keyOf = (kind: "transfer" | "letter", number: unknown) =>
    typeof number === "string" ? numberKey(flow.mac, kind, claims.iss, number) : undefined;
  const superseded = isObject(header.supersedes) ? keyOf("transfer", header.supersedes.transferId) : undefined;
  const earlier = [superseded, keyOf("transfer", header.continues)].flatMap((key) => key ?? []);
  const letter = letterOf(claims.body);
  const own = [
    { kind: "transfer", member: "transferId", key: keyOf("transfer", header.transferId) },
    {
      kind: "letter",
      member: letter.member,
      key: opensThread(claims.type) ? keyOf("letter", letter.number) : undefined,
    },
  ] as const;
  const keys = own.flatMap(({ key }) => key ?? []);
  if (keys.length === 0) return [];
  const known = await flow.store.messagesByKey([...keys, ...earlier]);
  const messageOf = (key: Buffer | undefined) => (key === undefined ? undefined : known.get(key.toString("hex")));
  const namesEarlier = earlier.some((key) => messageOf(key) !== undefined);
  const refused = own.filter(({ kind, key }) => {
    const allowed = kind === "transfer" ? key !== undefined && superseded?.equals(key) : namesEarlier;
    return messageOf(key) !== undefined && allowed !== true;
  });
  // A number that may be used again stays the one of the message that used it first.
  if (refused.length === 0) return keys.filter((key) => messageOf(key) === undefined);
  const errors = refused.map(({ kind, member }): Issue => {
    const code = kind === "transfer" ? "duplicate-transfer-id" : "duplicate-document-number";
    const [message, messageZh] = RULES[code];
    return { pointer: `/body/header/${member}`, code, message, messageZh };
  });
  const message = messageOf(refused[0]?.key) ?? "";
  throw new Refusal("duplicate-document", { members: { message }, errors, step: "duplicate-document" });
}
