import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { digestText } from "../../audit/evidence-format.ts";
import { NATIVE_HASHER } from "../../audit/native-hasher.ts";
import { sha256 } from "../../audit/native-sha256.ts";
import type { PlacedEntry } from "../../audit/packet-story.ts";
import {
  type Difference,
  type DifferenceCode,
  type KeptReceipt,
  type KeptSubmission,
  Reconciliation,
} from "../../audit/reconcile.ts";
import { keyInForce } from "../../audit/verify/key-register.ts";
import { type PartyKey, readKeySet, verifyToken } from "../../audit/verify/signed-token.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import type { ReceiptState } from "../inbox-folder.ts";
import type { Text } from "../language.ts";
import { connect, type PartyOptions } from "../party.ts";
import { readJsonIfAny } from "../private-file.ts";
import type { PushRecord } from "../push-journal.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { type TrustOptions, unreadable } from "../trusted-keys.ts";
import { readVerifiedLog } from "../verified-log.ts";

/** Options of `aidx audit reconcile`. */
export interface ReconcileOptions extends PartyOptions, TrustOptions {
  readonly log: string;
  /** Folder of `*.push.json`, as `aidx push` leaves them, and whose it is. */
  readonly senderReceipts?: string;
  readonly sender?: string;
  /** Folder of `*.receipt.json`, as `aidx pull` and `aidx ack` leave them, and whose it is. */
  readonly recipientReceipts?: string;
  readonly recipient?: string;
  /** Folder of `{party}.jwks.json` and `gateway.jwks.json`; without it the gateway is asked. */
  readonly publicKeys?: string;
}

const TEXTS: Readonly<Record<DifferenceCode | "signature", Text>> = {
  "message-not-in-log": { zh: "日志中没有该报文", en: "the log has no such message" },
  "submission-receipt-missing": { zh: "移送单位没有该报文的受理回执", en: "the sender has no submission receipt" },
  "message-differs": { zh: "受理回执与日志条目不一致", en: "submission receipt and entry differ" },
  "submission-receipt-twice": { zh: "同一报文有两份不同的受理回执", en: "two different submission receipts" },
  "packet-not-in-log": { zh: "日志中没有该数据包", en: "the log has no such packet" },
  "packet-not-in-receipt": { zh: "受理回执未列该数据包", en: "the submission receipt does not name it" },
  "packet-differs": { zh: "数据包的接收单位或摘要不一致", en: "recipient or digest of the packet differ" },
  "receipt-not-in-log": { zh: "日志中没有该回执", en: "the log has no such receipt" },
  "receipt-missing": { zh: "接收单位没有该回执", en: "the recipient has no such receipt" },
  "receipt-differs": { zh: "回执与日志条目不一致", en: "receipt and entry differ" },
  "receipt-twice": { zh: "同一数据包有两份不同的回执", en: "two different receipts" },
  "receipt-for-nothing": { zh: "所签收的数据包并非封装给该单位", en: "a receipt for a packet never sealed for it" },
  "log-contradicts": { zh: "日志条目自相矛盾", en: "the log has an entry that cannot stand beside the others" },
  signature: { zh: "签名无效或密钥未登记，不予采信", en: "its signature does not hold, or its key is not registered" },
};

/** What was found in a file and cannot be believed. */
interface Unbelieved {
  readonly code: "signature";
  readonly file: string;
}

/**
 * `aidx audit reconcile`: what the sender keeps, what the recipient keeps, and the log, compared. Nothing is
 * believed before its signature holds under a key that the log had registered.
 */
export async function reconcile(terminal: Terminal, options: ReconcileOptions): Promise<Ending> {
  const sides = sidesOf(options);
  const reconciliation = new Reconciliation();
  const keys: PlacedEntry[] = [];
  let gateway = "";
  await readVerifiedLog(terminal, options.log, options, (index, entry, bytes) => {
    reconciliation.add(entry, () => Buffer.from(NATIVE_HASHER.leaf(bytes)).toString("base64url"));
    if (entry.type === "key") keys.push({ index, entry });
    // The gateway itself seals.
    if (entry.type === "sealed") gateway ||= entry.actor;
  });
  const unbelieved: Unbelieved[] = [];
  const found: Difference[] = [...reconciliation.contradictions];
  const publicKeys = await keySource(terminal, options);
  const believe = async (file: string, jws: string, typ: string, party: string, name: string, time: string) => {
    const token = await verifyToken(jws, typ, await publicKeys(name));
    const place = { index: Number.POSITIVE_INFINITY, time };
    if (token !== undefined && keyInForce(keys, gateway, party, token.kid, place)) return token.claims;
    unbelieved.push({ code: "signature", file });
    return undefined;
  };
  if (sides.sender !== undefined) {
    const { party: sender, folder } = sides.sender;
    const receipts: KeptSubmission[] = [];
    for (const [file, record] of await records<PushRecord>(terminal, folder, ".push.json")) {
      if (record.accepted === undefined) continue;
      const { receipt, at } = record.accepted;
      const claims = await believe(file, receipt, "aid-submission-receipt+jwt", gateway, "gateway", at);
      if (claims !== undefined) receipts.push(submissionOf(claims));
    }
    found.push(...reconciliation.differences({ submissions: { sender, receipts } }));
  }
  if (sides.recipient !== undefined) {
    const { party: recipient, folder } = sides.recipient;
    const receipts: KeptReceipt[] = [];
    for (const [file, state] of await records<ReceiptState>(terminal, folder, ".receipt.json")) {
      if (state.receipt === undefined) continue;
      const claims = await believe(file, state.receipt, "aid-receipt+jwt", recipient, recipient, state.at);
      if (claims !== undefined) receipts.push(receiptOf(claims, recipient, state.receipt));
    }
    found.push(...reconciliation.differences({ receipts: { recipient, receipts } }));
  }
  show(terminal, found, unbelieved);
  return found.length + unbelieved.length === 0 ? "ok" : "untrusted";
}

function sidesOf({ senderReceipts, sender, recipientReceipts, recipient }: ReconcileOptions) {
  const side = (folder: string | undefined, party: string | undefined) =>
    folder === undefined || party === undefined ? undefined : { folder, party };
  const incomplete = (senderReceipts === undefined) !== (sender === undefined);
  const other = (recipientReceipts === undefined) !== (recipient === undefined);
  if (incomplete || other || (sender === undefined && recipient === undefined))
    throw new CommandError("usage", {
      zh: "请用 --sender 与 --sender-receipts、--recipient 与 --recipient-receipts 指明一方或双方",
      en: "name one side or both: --sender with --sender-receipts, --recipient with --recipient-receipts",
    });
  return { sender: side(senderReceipts, sender), recipient: side(recipientReceipts, recipient) };
}

/** The public keys of a party, `gateway` for the gateway's own, each asked for once. */
async function keySource(
  terminal: Terminal,
  options: ReconcileOptions,
): Promise<(party: string) => Promise<readonly PartyKey[]>> {
  const { publicKeys } = options;
  const client = publicKeys === undefined ? await connect(terminal, options) : undefined;
  const known = new Map<string, Promise<readonly PartyKey[]>>();
  const read = async (party: string): Promise<readonly PartyKey[]> => {
    const path =
      party === "gateway" ? "/.well-known/jwks.json" : `/v1/directory/${encodeURIComponent(party)}/jwks.json`;
    const bytes =
      client === undefined
        ? await readFile(resolve(terminal.world.cwd, publicKeys ?? "", `${party}.jwks.json`)).catch(() => {
            throw unreadable(`${party}.jwks.json`);
          })
        : (await client.call({ method: "GET", path })).body;
    const keys = await readKeySet(party, bytes);
    if (keys === undefined)
      throw new CommandError("configuration", { zh: `公钥集无法读取：${party}`, en: `not a key set: ${party}` });
    return keys;
  };
  return (party) => {
    const reading = known.get(party) ?? read(party);
    known.set(party, reading);
    return reading;
  };
}

/** The records of a folder, by their names. */
async function records<Kind>(terminal: Terminal, folder: string, ending: string): Promise<[string, Kind][]> {
  const path = resolve(terminal.world.cwd, folder);
  const names = await readdir(path).catch(() => {
    throw unreadable(folder);
  });
  return Promise.all(
    names
      .filter((name) => name.endsWith(ending))
      .toSorted()
      .map(async (name): Promise<[string, Kind]> => {
        const record = await readJsonIfAny(join(path, name)).catch(() => undefined);
        if (typeof record !== "object" || record === null) throw unreadable(name);
        return [name, record as Kind];
      }),
  );
}

type Claims = Readonly<Record<string, unknown>>;
const string = (value: unknown): string => (typeof value === "string" ? value : "");

function submissionOf({ sub, aud, digest, log, packets }: Claims): KeptSubmission {
  const listed = Array.isArray(packets) ? (packets as Claims[]) : [];
  return {
    message: string(sub),
    sender: string(aud),
    digest: string(digest),
    leafHash: string((log as Claims | undefined)?.leafHash),
    packets: listed.map((packet) => ({
      id: string(packet.id),
      recipient: string(packet.recipient),
      digest: string(packet.digest),
    })),
  };
}

function receiptOf({ sub, digest, outcome, reason }: Claims, recipient: string, jws: string): KeptReceipt {
  return {
    packet: string(sub),
    recipient,
    digest: string(digest),
    outcome: string(outcome),
    ...(typeof reason === "string" ? { reason } : {}),
    receipt: digestText(sha256(Buffer.from(jws))),
  };
}

function show(terminal: Terminal, found: readonly Difference[], unbelieved: readonly Unbelieved[]): void {
  const head = {
    zh: ["差异", "报文", "数据包", "单位或文件"],
    en: ["difference", "message", "packet", "party or file"],
  };
  const rows = [
    ...found.map(({ code, message = "", packet = "", party = "" }) => [
      terminal.say(TEXTS[code]),
      message,
      packet,
      party,
    ]),
    ...unbelieved.map(({ code, file }) => [terminal.say(TEXTS[code]), "", "", file]),
  ];
  const agreed = terminal.say({ zh: "三方一致，没有差异", en: "the sides agree: no difference" });
  terminal.result(
    { ok: rows.length === 0, differences: [...found, ...unbelieved] },
    rows.length === 0 ? agreed : table(head[terminal.language], rows),
  );
}
