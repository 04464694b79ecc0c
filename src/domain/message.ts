/**
 * The message types of protocol section 4. A type is usable when `schemas/{type}/{version}.schema.json`
 * exists and the sharing policy names it.
 */
export const MESSAGE_TYPES = [
  "aid-subject-list",
  "supplement",
  "correction",
  "bridge",
  "plan",
  "withdrawal",
  "feedback",
  "reverse-lead",
  "inquiry",
  "inquiry-answer",
  "reminder",
  "visit",
  "evaluation",
  "meeting",
] as const;

/** Type of a message (protocol section 4). */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Tells whether a text names a message type. */
export function isMessageType(text: unknown): text is MessageType {
  return typeof text === "string" && (MESSAGE_TYPES as readonly string[]).includes(text);
}

/** Tells whether a message of this type opens a thread; every other type names the thread it belongs to. */
export function opensThread(type: MessageType): boolean {
  return type === "aid-subject-list" || type === "reverse-lead" || type === "inquiry" || type === "meeting";
}

/** Checked claims of a sender's message (protocol section 4). Times in seconds (NumericDate). */
export interface MessageClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp?: number;
  readonly jti: string;
  readonly type: MessageType;
  readonly version: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}
