import { TOKEN_TYPES } from "../../wire/token.ts";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isTaken } from "../../files/atomic.ts";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import type { PlacedEntry } from "../../evidence/packet-story.ts";
import { LoggedExchange } from "../../evidence/reconcile/logged.ts";
import { reconcile as compare } from "../../evidence/reconcile/reconcile.ts";
import { type PartyKey, readKeySet } from "../../evidence/verify/signed-token.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { keptByRecipient } from "../../evidence/reconcile/kept-by-recipient.ts";
import { keptBySender } from "../../evidence/reconcile/kept-by-sender.ts";
import { keptVerifier, type RecordReader, recordIn } from "../../evidence/reconcile/kept-record.ts";
import { readText } from "../../files/text-file.ts";
import { RECORD_FOLDER } from "../kept/push-journal.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { showDifferences } from "../proof/reconcile-text.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type TrustOptions, unreadable } from "../proof/trusted-keys.ts";
import { readVerifiedLog } from "../proof/verified-log.ts";

/** Options of `aidx audit reconcile`. */
export interface ReconcileOptions extends PartyOptions, TrustOptions {
  readonly log: string;
  /** Folder of `*.push` that `aidx push` wrote, or the one that its `.aidx` is in, and the party that keeps it. */
  readonly senderReceipts?: string;
  readonly sender?: string;
  /** Folder of `*.receipt.json` that `aidx pull` and `aidx ack` wrote, and the party that keeps it. */
  readonly recipientReceipts?: string;
  readonly recipient?: string;
  /** Folder of `{party}.jwks.json` and `gateway.jwks.json`. Without it the gateway is asked. */
  readonly publicKeys?: string;
}

/**
 * Runs `aidx audit reconcile`: compares what the sender keeps, what the recipient keeps, and the log. A record counts
 * only when its signature verifies under a key that the log had registered.
 */
export async function reconcile(terminal: Terminal, options: ReconcileOptions): Promise<Ending> {
  const sides = sidesOf(options);
  const log = new LoggedExchange();
  const keys: PlacedEntry[] = [];
  const { origin } = await readVerifiedLog(terminal, options.log, options, (index, entry, bytes) => {
    log.add(index, entry, () => Buffer.from(NATIVE_HASHER.leaf(bytes)).toString("base64url"));
    if (entry.type === "key") keys.push({ index, entry });
  });
  // The gateway is the actor of every `key` entry, so the first one names it.
  const gateway = keys[0]?.entry.actor ?? "";
  const publicKeys = await keySource(terminal, options);
  const signers = {
    registered: keys,
    gateway,
    keysOf: (party: string) => publicKeys(party === gateway ? "gateway" : party),
  };
  const sender =
    sides.sender &&
    (await keptBySender(
      ...(await filesOf(terminal, await recordFolder(terminal, sides.sender.folder))),
      sides.sender.party,
      gateway,
      keptVerifier(signers, gateway, TOKEN_TYPES.submissionReceipt),
    ));
  const recipient =
    sides.recipient &&
    (await keptByRecipient(
      ...(await filesOf(terminal, sides.recipient.folder)),
      sides.recipient.party,
      keptVerifier(signers, sides.recipient.party, TOKEN_TYPES.receipt),
    ));
  const kept = { ...(sender && { sender: sender.kept }), ...(recipient && { recipient: recipient.kept }) };
  const differences = compare(log, origin, kept);
  const faults = [...(sender?.faults ?? []), ...(recipient?.faults ?? [])];
  showDifferences(terminal, differences, faults);
  return differences.length + faults.length === 0 ? "ok" : "untrusted";
}

/** Finds the folder of push records: the given one, or the `.aidx` in it. */
async function recordFolder(terminal: Terminal, folder: string): Promise<string> {
  const inner = join(folder, RECORD_FOLDER);
  return (await isTaken(resolve(terminal.world.cwd, inner))) ? inner : folder;
}

/** Lists the files of a folder. @returns what reads one of them, and the names in order */
async function filesOf(terminal: Terminal, folder: string): Promise<[read: RecordReader, names: string[]]> {
  const path = resolve(terminal.world.cwd, folder);
  const names = await readdir(path).catch(() => {
    throw unreadable(folder);
  });
  const read: RecordReader = async (name) => {
    try {
      // Reading a pipe would never end.
      return (await stat(join(path, name))).isFile() ? recordIn(await readText(join(path, name))) : undefined;
    } catch {
      return undefined;
    }
  };
  return [read, names.toSorted()];
}

function sidesOf({ senderReceipts, sender, recipientReceipts, recipient }: ReconcileOptions) {
  const side = (folder: string | undefined, party: string | undefined) =>
    folder === undefined || party === undefined ? undefined : { folder, party };
  const incomplete = (senderReceipts === undefined) !== (sender === undefined);
  const other = (recipientReceipts === undefined) !== (recipient === undefined);
  if (incomplete || other || (sender === undefined && recipient === undefined)) {
    throw new CommandError("usage", {
      zh: "请用 --sender 与 --sender-receipts、--recipient 与 --recipient-receipts 指明一方或双方",
      en: "name one side or both: --sender with --sender-receipts, --recipient with --recipient-receipts",
    });
  }
  return { sender: side(senderReceipts, sender), recipient: side(recipientReceipts, recipient) };
}

/** Gives the public keys of a party (`gateway`: the gateway's own). Each set is asked for once. */
async function keySource(
  terminal: Terminal,
  options: ReconcileOptions,
): Promise<(party: string) => Promise<readonly PartyKey[]>> {
  const { publicKeys } = options;
  const client = publicKeys === undefined ? await connect(terminal, options) : undefined;
  const known = new Map<string, Promise<readonly PartyKey[]>>();
  const read = async (party: string): Promise<readonly PartyKey[]> => {
    const published = party === "gateway" ? client?.gatewayKeys : client?.partyKeys(party);
    const bytes =
      published === undefined
        ? await readFile(resolve(terminal.world.cwd, publicKeys ?? "", `${party}.jwks.json`)).catch(() => {
            throw unreadable(`${party}.jwks.json`);
          })
        : Buffer.from(JSON.stringify(await published.trusted()));
    const keys = await readKeySet(party, bytes);
    if (keys === undefined) {
      throw new CommandError("configuration", { zh: `公钥集无法读取：${party}`, en: `not a key set: ${party}` });
    }
    return keys;
  };
  return (party) => {
    const reading = known.get(party) ?? read(party);
    known.set(party, reading);
    return reading;
  };
}
