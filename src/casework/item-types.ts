import type { MessageType } from "../domain/message.ts";

/** Types of messages that make items. */
export const ITEM_TYPES = ["aid-subject-list", "supplement", "correction", "bridge"] as const satisfies MessageType[];
