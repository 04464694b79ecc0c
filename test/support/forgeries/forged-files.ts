import { packArchive, readArchive } from "../../../src/evidence/archive.ts";
import { EVIDENCE_PATHS, readManifest, writeManifest } from "../../../src/evidence/format.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import { inclusionReceipt } from "../../../src/tlog/cose/receipt.ts";
import { formatNote, parseNote } from "../../../src/tlog/note.ts";
import { formatTlogProof, parseTlogProof } from "../../../src/tlog/tlog-proof.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";
import type { Family, Forgery } from "./forgery.ts";
import { signCheckpoint } from "../log/memory-log.ts";
import { below, mutated, oneOf } from "../mutation.ts";
import { sha256 } from "../sha256.ts";
import { claimsOf } from "../jws.ts";

type Files = Map<string, Uint8Array>;

const honest = await EvidenceThread.made();
const original = readArchive((await makeEvidence(honest.source(), sha256, honest.thread)).bytes);
const archive = packArchive(original);
const pinned = { ...honest.trust(), parties: { housing: ["the-thumbprint-of-another-key"] } };

/** Evidence to be forged; it verifies. */
export const HONEST: Forgery = { file: archive, trust: honest.trust() };

/** The honest files changed, under a new manifest of the gateway's own. */
async function changed(edit: (files: Files) => void | Promise<void>): Promise<Forgery> {
  const files = new Map(original);
  await edit(files);
  return { file: packArchive(await honest.signed(files)), trust: honest.trust() };
}

/** Places of the entries of a type, out of the honest evidence. */
function places(type: string): number[] {
  return [...original.keys()].flatMap((path) => {
    const index = Number(/^entries\/(\d+)\.json$/.exec(path)?.[1] ?? Number.NaN);
    return !Number.isNaN(index) && entryAt(original, index).type === type ? [index] : [];
  });
}

function entryAt(files: ReadonlyMap<string, Uint8Array>, index: number): AuditEntry {
  return JSON.parse(Buffer.from(files.get(EVIDENCE_PATHS.entry(index)) ?? []).toString()) as AuditEntry;
}

/** Forgeries that a lying gateway, or anybody else, can make of honest evidence, by the check that finds them. */
export const FORGED_FILES: Readonly<Record<string, Family>> = {
  async summary(chance) {
    // The gateway signs a summary that tells a reader something else.
    const files = new Map(original);
    const html = Buffer.from(files.get(EVIDENCE_PATHS.html) ?? []).toString();
    const [from, to] = oneOf(chance, [
      ["拒收", "签收"],
      ["推送", "取回"],
      ["2026-11-23", "2026-11-2" + below(chance, 3)],
    ]);
    const parts = html.split(from);
    const at = 1 + below(chance, parts.length - 1);
    files.set(EVIDENCE_PATHS.html, Buffer.from(parts.slice(0, at).join(from) + to + parts.slice(at).join(from)));
    return { file: packArchive(await honest.signed(files, "kept")), trust: honest.trust() };
  },
  archive(chance) {
    // The directory at the end of the file: fields that say nothing of a file's content.
    const copy = Buffer.from(archive);
    const at = copy.length - 1 - below(chance, 46 * original.size);
    copy[at] = (copy[at] ?? 0) ^ (1 << below(chance, 8));
    return { file: copy, trust: honest.trust() };
  },
  manifest(chance) {
    // The gateway's word stands for the manifest alone: what it names was changed.
    const path = oneOf(chance, [EVIDENCE_PATHS.html, EVIDENCE_PATHS.pdf]);
    const before = original.get(path) ?? new Uint8Array();
    return {
      file: packArchive(new Map([...original, [path, mutated(chance, Buffer.from(`${chance()}${String(before)}`))]])),
      trust: honest.trust(),
    };
  },
  async checkpoint() {
    // The same log under a key that nobody trusts.
    const other = { ...(await EvidenceThread.made()).log.signer, name: honest.log.origin };
    const signer = { ...other, key: { ...other.key, name: honest.log.origin } };
    const { published } = await honest.log.heads();
    if (published === undefined) throw new TypeError("published");
    const { note } = published;
    const forged = parseNote(signCheckpoint(published, signer));
    return reproved(formatNote({ text: note.text, signatures: [...forged.signatures, ...note.signatures.slice(1)] }));
  },
  async witnesses(chance) {
    const { text, signatures } = parseNote(Buffer.from(original.get(EVIDENCE_PATHS.checkpoint) ?? []).toString());
    const without = 1 + below(chance, signatures.length - 1);
    return reproved(formatNote({ text, signatures: signatures.filter((_line, n) => n !== without) }));
  },
  inclusion: (chance) =>
    changed((files) => {
      // How long an attempt took, as it would better have been.
      const index = oneOf(chance, places("attempt"));
      const text = Buffer.from(files.get(EVIDENCE_PATHS.entry(index)) ?? []).toString();
      files.set(
        EVIDENCE_PATHS.entry(index),
        Buffer.from(text.replace(/"milliseconds":\d+/, `"milliseconds":${100 + below(chance, 900)}`)),
      );
    }),
  thread: (chance) =>
    changed(async (files) => {
      const { published } = await honest.log.heads();
      // Of no thread, and without a packet whose story could object.
      const foreign = honest.log.all.flatMap(({ entry: one }, n) => (one.change === "endpoint-off" ? [n] : []));
      const index = oneOf(chance, foreign);
      const size = published?.size ?? 0;
      const proof = await honest.log.inclusionProof(index, size);
      const { bytes } = honest.log.all[index] ?? { bytes: Buffer.alloc(0) };
      files.set(EVIDENCE_PATHS.entry(index), bytes);
      files.set(
        EVIDENCE_PATHS.proof(index),
        Buffer.from(formatTlogProof({ index, proof, checkpoint: published?.text ?? "" })),
      );
    }),
  cose: (chance) =>
    changed(async (files) => {
      // The COSE receipt of one entry beside another.
      const { published } = await honest.log.heads();
      const [index, other] = [oneOf(chance, places("sealed")), oneOf(chance, places("receipt"))];
      const { size = 0, root = new Uint8Array() } = published ?? {};
      const proof = await honest.log.inclusionProof(other, size);
      files.set(EVIDENCE_PATHS.cose(index), await inclusionReceipt({ index: other, size, root, proof }, honest.log));
    }),
  keys: (chance) =>
    changed(async (files) => {
      const party = oneOf(chance, ["housing", "civil-affairs"]);
      const path = EVIDENCE_PATHS.keys(party);
      const { keys } = JSON.parse(Buffer.from(files.get(path) ?? []).toString()) as { keys: object[] };
      const { jwk, kid } = new EvidenceThread().key("housing");
      const { x, y } = jwk as unknown as { x: string; y: string };
      const stranger = { kty: "EC", crv: "P-256", x, y, use: "sig", kid };
      files.set(path, Buffer.from(JSON.stringify({ keys: [...keys, stranger] })));
    }),
  "pinned-keys": () => ({ file: archive, trust: pinned }),
  async "manifest-signature"(chance) {
    const manifest = readManifest(original.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
    if (manifest === undefined) throw new TypeError("a manifest");
    const madeAt = new Date(Date.parse(manifest.madeAt) + 1 + below(chance, 1e9)).toISOString();
    const bytes = writeManifest({ ...manifest, madeAt });
    // Everything that needs no key is made anew, the summary too; the signature stays what it was.
    const forged = await honest.signed(new Map([...original, [EVIDENCE_PATHS.manifest, bytes]]));
    const { signature } = EVIDENCE_PATHS;
    forged.set(signature, original.get(signature) ?? new Uint8Array());
    return { file: packArchive(forged), trust: honest.trust() };
  },
  "submission-receipts": (chance) =>
    changed(async (files) => {
      const [message, jws] = oneOf(chance, [...honest.submissions]);
      const path = EVIDENCE_PATHS.submissionReceipt(message);
      const claims = claimsOf(jws);
      const lie = oneOf(chance, [
        { digest: "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:" },
        { aud: "education" },
        { packets: [] },
        { sub: honest.newId() },
        { log: { origin: honest.log.origin, leafHash: "AA" } },
      ]);
      const typ = "aid-submission-receipt+jwt";
      if (chance() < 0.2) files.delete(path);
      else files.set(path, Buffer.from(await honest.sign(GATEWAY, typ, { ...claims, ...lie })));
    }),
  receipts: (chance) =>
    changed(async (files) => {
      const [packet, jws] = oneOf(chance, [...honest.receipts]);
      const path = EVIDENCE_PATHS.receipt(packet);
      const kind = below(chance, 3);
      if (kind === 0) files.delete(path);
      if (kind === 1) {
        files.set(
          path,
          Buffer.from(
            oneOf(
              chance,
              [...honest.receipts.values()].filter((other) => other !== jws),
            ),
          ),
        );
      }
      if (kind === 2) files.set(path, mutated(chance, Buffer.from(jws)));
    }),
  story: (chance) =>
    changed((files) => {
      const index = oneOf(chance, [...places("failed"), ...places("requeued"), ...places("resealed").slice(1)]);
      files.delete(EVIDENCE_PATHS.entry(index));
      files.delete(EVIDENCE_PATHS.proof(index));
    }),
  rules: (chance) =>
    changed((files) => {
      const path = EVIDENCE_PATHS.rules(
        [...files.keys()].find((name) => name.startsWith("policy/"))?.slice(7, -5) ?? "",
      );
      if (chance() < 0.5) files.delete(path);
      else files.set(path, mutated(chance, Buffer.from(files.get(path) ?? [])));
    }),
};

/** The honest entries under proofs to another form of the checkpoint. */
function reproved(checkpoint: string): Promise<Forgery> {
  return changed((files) => {
    files.set(EVIDENCE_PATHS.checkpoint, Buffer.from(checkpoint));
    for (const [path, bytes] of original) {
      if (path.endsWith(".tlog-proof")) {
        files.set(path, Buffer.from(formatTlogProof({ ...parseTlogProof(Buffer.from(bytes).toString()), checkpoint })));
      }
    }
  });
}
