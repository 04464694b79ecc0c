import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isUuid7 } from "../../wire/uuid7.ts";
import { type OpenedPacket, type PacketError, UntrustedError, type Verdict } from "../../sdk/index.ts";
import { readJsonIfAny, writeJson } from "./private-file.ts";

const OTHER_BYTES = {
  zh: "网关此次给出的数据包内容与已保存的不同；已保存的未作更改",
  en: "the gateway gives other bytes for a packet that is kept already; what is kept was not changed",
};

/** File with the gateway's keys, of packages that were opened into the folder. */
export const GATEWAY_FILE = "gateway.json";

/** State of a packet's receipt: `{packet}.receipt.json`, beside the opened `{packet}.json`. */
export interface ReceiptState {
  readonly packet: string;
  /** `sha-256=:…:` of the packet's bytes. */
  readonly digest: string;
  readonly state: "pending" | "accepted" | "rejected";
  /** Why the packet could not be opened. */
  readonly problem?: PacketError["reason"];
  readonly reason?: string;
  /** The signed receipt that was handed in. */
  readonly receipt?: string;
  /** When the state was written, RFC 3339. */
  readonly at: string;
}

/**
 * Folder in which `pull` keeps packets. Files are named by packet ids, so no path is personal. Only the owner can read
 * them.
 */
export class InboxFolder {
  readonly path: string;
  readonly #now: () => number;

  constructor(path: string, now: () => number) {
    this.path = path;
    this.#now = now;
  }

  async receipt(packet: string): Promise<ReceiptState | undefined> {
    return (await readJsonIfAny(join(this.path, `${packet}.receipt.json`))) as ReceiptState | undefined;
  }

  /**
   * Keeps an opened packet. The document is written before the receipt state, so a state never stands without its
   * document.
   */
  async keep(packet: OpenedPacket): Promise<void> {
    await this.#refuseOther(packet.id, packet.digest);
    await writeJson(join(this.path, `${packet.id}.json`), packet);
    await this.#write({ packet: packet.id, digest: packet.digest, state: "pending" });
  }

  /** Notes a packet that could not be opened. */
  async keepUnopened(packet: string, error: PacketError): Promise<void> {
    await this.#refuseOther(packet, error.digest);
    await this.#write({ packet, digest: error.digest, state: "pending", problem: error.reason });
  }

  /** Notes a receipt that the gateway has. */
  async settle(state: Pick<ReceiptState, "packet" | "digest">, verdict: Verdict, receipt: string): Promise<void> {
    const outcome =
      verdict === "accepted"
        ? ({ state: "accepted" } as const)
        : ({ state: "rejected", reason: verdict.rejected } as const);
    await this.#write({ packet: state.packet, digest: state.digest, ...outcome, receipt });
  }

  /** Packets without a receipt, oldest first. */
  async pending(): Promise<ReceiptState[]> {
    const names = await readdir(this.path).catch(() => [] as string[]);
    const ids = names.map((name) => name.replace(/\.receipt\.json$/, "")).filter(isUuid7);
    const states = await Promise.all(ids.sort().map((id) => this.receipt(id)));
    return states.filter((state) => state?.state === "pending") as ReceiptState[];
  }

  /**
   * Refuses other bytes for a packet that is kept: what is kept may be proof, a signed receipt among it.
   * @throws UntrustedError `packet-digest`
   */
  async #refuseOther(packet: string, digest: string): Promise<void> {
    const opened = (await readJsonIfAny(join(this.path, `${packet}.json`))) as Partial<OpenedPacket> | undefined;
    const kept = (await this.receipt(packet))?.digest ?? opened?.digest;
    if (kept !== undefined && kept !== digest) throw new UntrustedError("packet-digest", OTHER_BYTES);
  }

  #write(state: Omit<ReceiptState, "at">): Promise<void> {
    const path = join(this.path, `${state.packet}.receipt.json`);
    return writeJson(path, { ...state, at: new Date(this.#now()).toISOString() });
  }
}
