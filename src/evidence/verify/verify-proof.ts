/** Verifies one entry with its proof (C2SP tlog-proof). */
import type { TreeHasher } from "../../tlog/merkle.ts";
import { STEP_TITLES } from "../steps.ts";
import { parseNote } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { parseTlogProof, verifyTlogProof } from "../../tlog/tlog-proof.ts";
import { readEntry } from "../../tlog/read-entry.ts";
import { cosignedBy } from "./cosigned.ts";
import { Findings } from "./finding.ts";
import { type CheckOutcome, stepOf, taken, type Verification, verificationOf } from "./step.ts";
import type { Trust } from "./trust.ts";

const STEPS = {
  inclusion: {
    id: "inclusion",
    title: { zh: "条目在日志中", en: "The entry is in the log that a trusted key signed" },
  },
  witnesses: { id: "witnesses", title: STEP_TITLES.witnesses },
  entry: { id: "entry", title: { zh: "条目为规范格式", en: "The entry is in canonical form" } },
} as const;

/** Verifies a proof of an entry's exact bytes. Never throws for faulty texts. */
export async function verifyProof(
  proof: string,
  entry: Uint8Array,
  { trust, hasher }: { readonly trust: Trust; readonly hasher: TreeHasher },
): Promise<Verification> {
  const form = new Findings();
  form.expect(readEntry(entry) !== undefined, "the entry is not in canonical form", "条目不符合规范格式");
  const required = true;
  return verificationOf([
    stepOf({ ...STEPS.inclusion, required }, await taken(() => included(hasher.leaf(entry), proof, trust, hasher))),
    stepOf({ ...STEPS.witnesses, required: trust.quorum > 0 }, await taken(() => cosigned(proof, trust))),
    stepOf({ ...STEPS.entry, required }, form.outcome),
  ]);
}

async function included(leaf: Uint8Array, proof: string, trust: Trust, hasher: TreeHasher): Promise<CheckOutcome> {
  try {
    await verifyTlogProof(hasher, leaf, proof, trust.log);
    return { checked: 1, findings: [] };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return { checked: 1, findings: [{ en: error.message, zh: "证明不成立" }] };
  }
}

async function cosigned(proof: string, trust: Trust): Promise<CheckOutcome> {
  try {
    return await cosignedBy(parseNote(parseTlogProof(proof).checkpoint), trust);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return { checked: 1, findings: [{ en: "the checkpoint cannot be read", zh: "检查点无法读取" }] };
  }
}
