import type { MessageType } from "../../domain/message.ts";
import type { EarlierMessage, MessageRow, NewMessage, Thread } from "../../exchange/store-port.ts";
import { textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

const COLUMNS = "id, thread, type, version, sender, policy, issued_at, accepted_at";

interface Row {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly sender: string;
  readonly policy: string;
  readonly issued_at: number;
  readonly accepted_at: number;
}

/** $1 id. Rows: the message, or none. */
const BY_ID: Statement = { name: "message", text: `select ${COLUMNS} from messages where id = $1::uuid` };

/** $1 thread. Rows: its messages, oldest first. */
const OF_THREAD: Statement = {
  name: "messages-of-thread",
  text: `select ${COLUMNS} from messages where thread = $1::uuid order by accepted_at, id`,
};

/** $1 id. Rows: the sender's envelope, or none when there is no such message or it was erased. */
const ENVELOPE: Statement = {
  name: "envelope",
  text: `select envelope, envelope_media_type, origin_digest from messages where id = $1::uuid and envelope is not null`,
};

/** $1 senders, $2 their ids of messages. Rows: the messages found. */
const EARLIER: Statement = {
  name: "earlier-messages",
  text: `
  select m.id, m.sender, m.jti, m.claims_mac, m.answer
  from unnest($1::text[], $2::text[]) as asked (sender, jti)
  join messages m on m.sender = asked.sender and m.jti = asked.jti`,
};

/** $1 thread. Rows: the message that opened it, with everyone who got a packet; none when nothing has this id. */
const THREAD: Statement = {
  name: "thread",
  text: `
  select m.id, m.type, m.sender,
         (select coalesce(json_agg(distinct p.recipient), '[]') from packets p where p.thread = m.id) as recipients
  from messages m where m.id = $1::uuid and m.thread = m.id`,
};

/** One message. */
export async function findMessage(db: Runner, id: string): Promise<MessageRow | undefined> {
  const [row] = await db.run<Row>(BY_ID, [id]);
  return row && messageOf(row);
}

/** The messages of a thread, oldest first. */
export async function messagesOfThread(db: Runner, thread: string): Promise<MessageRow[]> {
  return (await db.run<Row>(OF_THREAD, [thread])).map(messageOf);
}

/** The sender's envelope as it came, to be opened again. */
export async function findEnvelope(
  db: Runner,
  message: string,
): Promise<{ bytes: Buffer; mediaType: string; originDigest: Buffer } | undefined> {
  const [row] = await db.run<{ envelope: Buffer; envelope_media_type: string; origin_digest: Buffer }>(ENVELOPE, [
    message,
  ]);
  return row && { bytes: row.envelope, mediaType: row.envelope_media_type, originDigest: row.origin_digest };
}

/** For each asked (sender, jti) that was accepted before, what a repeat is compared with. */
export async function findEarlierOf<Asked extends Pick<NewMessage, "sender" | "jti">>(
  db: Runner,
  asked: readonly Asked[],
): Promise<Map<Asked, EarlierMessage>> {
  const rows = await db.run<{ id: string; sender: string; jti: string; claims_mac: Buffer; answer: string }>(EARLIER, [
    textArray(asked.map(({ sender }) => sender)),
    textArray(asked.map(({ jti }) => jti)),
  ]);
  const found = new Map<Asked, EarlierMessage>();
  for (const one of asked) {
    const row = rows.find(({ sender, jti }) => sender === one.sender && jti === one.jti);
    if (row !== undefined) found.set(one, { id: row.id, claimsMac: row.claims_mac, answer: row.answer });
  }
  return found;
}

/** A thread by its id, which is the id of the message that opened it. */
export async function findThread(db: Runner, id: string): Promise<Thread | undefined> {
  const [row] = await db.run<{ id: string; type: MessageType; sender: string; recipients: string[] }>(THREAD, [id]);
  if (row === undefined) return undefined;
  return { id, openedBy: { message: row.id, type: row.type, sender: row.sender }, recipients: row.recipients };
}

function messageOf(row: Row): MessageRow {
  return {
    id: row.id,
    thread: row.thread,
    type: row.type,
    version: row.version,
    sender: row.sender,
    policy: row.policy,
    issuedAt: row.issued_at,
    acceptedAt: row.accepted_at,
  };
}
