import type { MessageType } from "./message.ts";

/** Purposes of what is provided (PIPL 55, 56). An inquiry states its own: U1 to U4. */
export const PURPOSES = [
  "assistance",
  "emergency-aid",
  "accuracy",
  "stop",
  "outcome",
  "judicial-aid",
  "follow-up",
  "urge",
  "coordinate",
  "U1",
  "U2",
  "U3",
  "U4",
] as const;

/** Purpose of what is provided. */
export type Purpose = (typeof PURPOSES)[number];

/** Purpose that a type of message has by its nature; an inquiry and its answer have the one that the inquiry states. */
const BY_TYPE: Readonly<Record<MessageType, Purpose | undefined>> = {
  "aid-subject-list": "assistance",
  supplement: "assistance",
  plan: "assistance",
  bridge: "emergency-aid",
  correction: "accuracy",
  withdrawal: "stop",
  feedback: "outcome",
  "reverse-lead": "judicial-aid",
  visit: "follow-up",
  evaluation: "follow-up",
  reminder: "urge",
  meeting: "coordinate",
  inquiry: undefined,
  "inquiry-answer": undefined,
};

/** Tells the purpose of a message. @param stated the one that the inquiry of its thread states */
export function purposeOf(type: MessageType, stated: string | undefined): Purpose | undefined {
  return BY_TYPE[type] ?? PURPOSES.find((one) => one === stated);
}
