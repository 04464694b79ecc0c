import { consistencyReceipt, inclusionReceipt } from "../tlog/cose/receipt.ts";
import type { ReceiptSigner } from "../tlog/cose/sign1.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { LogReader } from "./log-reader.ts";

/** Makes COSE receipts (RFC 9942) of the published log. */
export interface CoseReceipts {
  /** Receipt that an entry is in the latest published tree. @throws {ProofError} `missing` */
  inclusion(leafHash: Uint8Array): Promise<Uint8Array>;
  /** Receipt that the latest published tree continues the one of `from` entries. @throws {ProofError} `out-of-range` */
  consistency(from: number): Promise<Uint8Array>;
  /** Inclusion receipt from a proof that is at hand, to a published checkpoint. */
  of(
    index: number,
    proof: readonly Uint8Array[],
    checkpoint: { readonly size: number; readonly root: Uint8Array },
  ): Promise<Uint8Array>;
}

/**
 * Makes COSE receipts. A signature covers the root alone, so the one of the latest root serves every entry: a million
 * requests cost one signature.
 *
 * @param signer the log's present key
 */
export function createCoseReceipts(
  log: Pick<LogReader, "heads" | "indexOf" | "inclusionProof" | "consistencyProof">,
  signer: () => ReceiptSigner,
): CoseReceipts {
  let latest: { readonly key: string; readonly signature: Promise<Uint8Array> } | undefined;
  const once = (): ReceiptSigner => {
    const { kid, sign } = signer();
    return {
      kid,
      sign(bytes) {
        const key = `${Buffer.from(kid).toString("hex")} ${Buffer.from(bytes).toString("hex")}`;
        if (latest?.key === key) return latest.signature;
        const signature = sign(bytes);
        latest = { key, signature };
        // A failure is not kept.
        signature.catch(() => (latest = undefined));
        return signature;
      },
    };
  };
  return {
    async inclusion(leafHash) {
      const { published } = await log.heads();
      const index = await log.indexOf(leafHash);
      if (published === undefined || index === undefined || index >= published.size) {
        throw new ProofError("missing", "the published log has no such entry");
      }
      const { size, root } = published;
      return inclusionReceipt({ index, size, root, proof: await log.inclusionProof(index, size) }, once());
    },
    async consistency(from) {
      const { published } = await log.heads();
      if (published === undefined || from < 1 || from > published.size) {
        throw new ProofError("out-of-range", "the published log has no tree of that size");
      }
      const { size: to, root: newRoot } = published;
      return consistencyReceipt({ from, to, newRoot, proof: await log.consistencyProof(from, to) }, once());
    },
    of: (index, proof, { size, root }) => inclusionReceipt({ index, size, root, proof }, once()),
  };
}
