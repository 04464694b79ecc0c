import type { MessageType } from "../domain/message.ts";

/** The document of a message type. */
export type DocumentOf<T extends MessageType> = T extends MessageType ? Readonly<Record<string, unknown>> : never;
