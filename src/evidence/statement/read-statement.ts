/** Reads a signed statement: only ids, times, codes and counts are accepted, each in its form. Pure. */
import { decodeBase64 } from "../../wire/base64.ts";
import { isObject, isTime } from "../../wire/value.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { isPartyId } from "../../domain/party.ts";
import { parseDigest } from "../../wire/digest.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { HASH_BYTES } from "../../tlog/merkle.ts";
import { isKeyName } from "../../tlog/note.ts";
import { MAX_STATED, type Statement } from "./statement.ts";

/** Content of a signed statement. */
export interface SignedStatement {
  /** Gateway that signed it. */
  readonly gateway: string;
  /** Party that the signature names. */
  readonly subject: string;
  /** When it was made, ms. */
  readonly madeAt: number;
  readonly statement: Statement;
}

type Form = (value: unknown) => boolean;

const party: Form = (value) => typeof value === "string" && isPartyId(value);
const id: Form = (value) => typeof value === "string" && isUuid7(value);
const digest: Form = (value) => typeof value === "string" && parseDigest(value) !== undefined;
const count: Form = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const text =
  (form: RegExp): Form =>
  (value) =>
    typeof value === "string" && form.test(value);
const state: Form = (value) => PACKET_STATES.some((known) => known === value);
/** Indexes of entries, in the order of the tree. */
const indexes: Form = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((index, n) => count(index) && (n === 0 || index > (value[n - 1] as number)));
const optional =
  (form: Form): Form =>
  (value) =>
    value === undefined || form(value);

const PACKET: Readonly<Record<string, Form>> = {
  packet: id,
  message: id,
  thread: id,
  sender: optional(party),
  recipient: party,
  sealedAt: isTime,
  digest,
  state,
  attempts: count,
  deliveredAt: optional(isTime),
  receivedAt: optional(isTime),
  reason: optional(text(/^[a-z][a-z0-9-]{0,63}$/)),
  replaces: optional(id),
  replacedBy: optional(id),
  erasedAt: optional(isTime),
  entries: indexes,
  faults: optional(indexes),
};

const STATEMENT: Readonly<Record<string, Form>> = {
  v: (value) => value === 1,
  party,
  from: isTime,
  to: isTime,
  log: (value) => follows(LOG, value),
  totals: (value) => follows(TOTALS, value),
  packets: (value) =>
    Array.isArray(value) && value.length <= MAX_STATED && value.every((packet) => follows(PACKET, packet)),
};

/** Longest name of a log, characters. A longer one fits no line. */
const MAX_ORIGIN = 256;

const LOG: Readonly<Record<string, Form>> = {
  origin: (value) => typeof value === "string" && value.length <= MAX_ORIGIN && isKeyName(value),
  size: count,
  root: (value) => typeof value === "string" && decodeBase64(value)?.length === HASH_BYTES,
};

const TOTALS: Readonly<Record<string, Form>> = Object.fromEntries(
  ["packets", ...PACKET_STATES, "erased"].map((name) => [name, count]),
);

/** Tells whether every member has its form, and there is no other member. */
function follows(forms: Readonly<Record<string, Form>>, value: unknown): boolean {
  return (
    isObject(value) &&
    Object.keys(value).every((name) => Object.hasOwn(forms, name)) &&
    Object.entries(forms).every(([name, form]) => form(value[name]))
  );
}

/** Limits of the time of making: other numbers cannot be a time of this system. */
const SECONDS = { least: Date.UTC(2000, 0) / 1000, end: Date.UTC(3000, 0) / 1000 };

/** Reads the statement in a token's claims; undefined when they are not a statement, whoever signed them. */
export function readStatement(claims: Readonly<Record<string, unknown>>): SignedStatement | undefined {
  const { iss, sub, iat, statement } = claims;
  const made = typeof iat === "number" && iat >= SECONDS.least && iat < SECONDS.end;
  if (!made || !party(iss) || !party(sub) || !follows(STATEMENT, statement)) return undefined;
  return {
    gateway: iss as string,
    subject: sub as string,
    madeAt: Math.floor(iat * 1000),
    statement: statement as Statement,
  };
}
