import type {
  EarlierMessage,
  KeptEnvelope,
  KeptNumber,
  Message,
  NewMessage,
  Thread,
} from "../../exchange/store-port.ts";
import { eachOf, plainArray, selected, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

const COLUMNS = selected(["id", "thread", "type", "version", "sender", "policy", "issuedAt", "acceptedAt"]);

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
  text: `select envelope, envelope_media_type as "envelopeMediaType", origin_digest as "originDigest"
         from messages where id = $1::uuid and envelope is not null`,
};

/**
 * $1 ids. Rows: the numbers of documents, encrypted. Not without its envelope, which a program of the version before may have
 * destroyed alone.
 */
const NUMBERS: Statement = {
  name: "document-numbers",
  text: `select ${selected(["id", "thread", "documentNumber"])} from messages
         where id = any ($1::uuid[]) and document_number is not null and envelope is not null`,
};

/**
 * $1 senders, $2 their ids of messages. Rows: the messages found, with sender and jti. One that was accepted before
 * migration 0012 has no leaf hash of its own: its entry has it, the first that was written about the message.
 */
const EARLIER: Statement = {
  name: "earlier-messages",
  text: `
  select m.sender, m.jti, m.id, m.claims_mac as "claimsMac", m.answer,
         coalesce(m.leaf_hash, (
           select e.leaf_hash from recorded_entries e where e.message = m.id and e.type = 'accepted' limit 1
         )) as "leafHash"
  from unnest($1::text[], $2::text[]) as asked (sender, jti)
  join messages m on m.sender = asked.sender and m.jti = asked.jti`,
};

/** $1 thread. Rows: its id, who opened it, and every party that got a packet; none when no thread has this id. */
const THREAD: Statement = {
  name: "thread",
  text: `
  select m.id, m.sender,
         (select coalesce(json_agg(distinct p.recipient), '[]') from packets p where p.thread = m.id) as recipients
  from messages m where m.id = $1::uuid and m.thread = m.id`,
};

/** $1 digests, one after another, 32 bytes each. Rows: digest in hex, message. */
const BY_KEY: Statement = {
  name: "messages-by-key",
  text: `
  select encode(k.mac, 'hex') as key, k.message
  from ${eachOf(1, 32, (key) => `select mac, message from document_keys where mac = ${key}`)}`,
};

/** Finds which messages first used these numbers of documents, by digest in hex. */
export async function messagesByKey(db: Runner, keys: readonly Buffer[]): Promise<Map<string, string>> {
  const rows = await db.run<{ key: string; message: string }>(BY_KEY, [Buffer.concat(keys)]);
  return new Map(rows.map(({ key, message }) => [key, message]));
}

/** Reads one message. */
export async function findMessage(db: Runner, id: string): Promise<Message | undefined> {
  const [message] = await db.run<Message>(BY_ID, [id]);
  return message;
}

/** Reads the messages of a thread, oldest first. */
export async function messagesOfThread(db: Runner, thread: string): Promise<Message[]> {
  return db.run<Message>(OF_THREAD, [thread]);
}

/** Reads the sender's kept envelope, to be opened again. */
export async function findEnvelope(db: Runner, message: string): Promise<KeptEnvelope | undefined> {
  const [kept] = await db.run<KeptEnvelope>(ENVELOPE, [message]);
  return kept;
}

/** Reads the kept numbers of documents of these messages. */
export async function documentNumbers(db: Runner, messages: readonly string[]): Promise<KeptNumber[]> {
  return messages.length === 0 ? [] : db.run<KeptNumber>(NUMBERS, [plainArray(messages)]);
}

/** Finds the earlier message of each asked (sender, jti) that was accepted before. */
export async function findEarlierOf<Asked extends Pick<NewMessage, "sender" | "jti">>(
  db: Runner,
  asked: readonly Asked[],
): Promise<Map<Asked, EarlierMessage>> {
  const rows = await db.run<EarlierMessage & Pick<NewMessage, "sender" | "jti">>(EARLIER, [
    textArray(asked.map(({ sender }) => sender)),
    textArray(asked.map(({ jti }) => jti)),
  ]);
  const found = new Map<Asked, EarlierMessage>();
  for (const one of asked) {
    const row = rows.find(({ sender, jti }) => sender === one.sender && jti === one.jti);
    if (row === undefined) continue;
    const { sender: _sender, jti: _jti, ...earlier } = row;
    found.set(one, earlier);
  }
  return found;
}

/** Reads a thread by its id, which is the id of the message that opened it. */
export async function findThread(db: Runner, id: string): Promise<Thread | undefined> {
  const [thread] = await db.run<Thread>(THREAD, [id]);
  return thread;
}
