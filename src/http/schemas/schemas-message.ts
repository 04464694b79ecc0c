/** Members of messages and packets that parties and operators see alike. */
import { PACKET_STATES } from "../../domain/packet.ts";
import { schemaRef, time } from "./schema-parts.ts";

const id = schemaRef("Id");

export const MESSAGE_HEAD = {
  id,
  thread: id,
  type: schemaRef("MessageType"),
  version: { type: "string" },
  from: schemaRef("PartyId"),
  acceptedAt: time("Accepted", "受理时间"),
};

/** Of every packet. */
export const PACKET_HEAD = {
  id,
  recipient: schemaRef("PartyId"),
  state: { enum: PACKET_STATES },
  digest: schemaRef("Digest"),
  size: { type: "integer", minimum: 1 },
  sealedAt: time("Sealed", "封装时间"),
  due: schemaRef("Due"),
  attempts: { type: "integer", minimum: 0 },
};

/** Of a packet that has come so far. */
export const PACKET_LATER = {
  deliveredAt: time("Delivered", "送达时间"),
  settledAt: time("Receipt or end", "办结时间"),
  replaces: id,
  erasedAt: time("Payload destroyed", "内容销毁时间"),
};

export const NEXT_PUSH = time("Next push", "下次推送时间");

/** Of an entry in a timeline. */
export const ITEM_HEAD = {
  type: { type: "string" },
  time: time("When", "时间"),
  actor: schemaRef("PartyId"),
  log: schemaRef("LogPosition"),
};
