import { readFileSync } from "node:fs";
import t from "tap";
import { isConsistent } from "../../src/witness/consistency.ts";

interface Vector {
  readonly name: string;
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

const VECTORS = JSON.parse(
  readFileSync(new URL("../vectors/merkle/consistency.json", import.meta.url), "utf8"),
) as Vector[];
const bytes = (base64: string | null) => Buffer.from(base64 ?? "", "base64");
const heads = ({ size1, size2, root1, root2, proof }: Vector) => ({
  from: { size: BigInt(size1), root: bytes(root1) },
  to: { size: BigInt(size2), root: bytes(root2) },
  proof: (proof ?? []).map(bytes),
});

t.test("consistency: valid proofs of the vectors verify, invalid ones do not", async (t) => {
  let run = 0;
  for (const vector of VECTORS.filter((one) => Number.isSafeInteger(one.size1) && Number.isSafeInteger(one.size2))) {
    // The empty tree has no proof: the witness decides that before.
    if (vector.size1 === 0) continue;
    const { from, to, proof } = heads(vector);
    t.equal(isConsistent(from, to, proof), !vector.wantErr, vector.name);
    run++;
  }
  t.ok(run > 80, `${run} vectors`);
});

t.test("consistency: another root, and a longer or shorter proof, do not verify", async (t) => {
  const valid = VECTORS.filter(({ wantErr, size1, size2 }) => !wantErr && size1 > 0 && size1 < size2);
  t.equal(valid.length, 4);
  for (const vector of valid) {
    const { from, to, proof } = heads(vector);
    const other = { ...from, root: Buffer.alloc(32, 7) };
    t.notOk(isConsistent(other, to, proof), `${vector.name}: another old root`);
    t.notOk(isConsistent(from, { ...to, root: Buffer.alloc(32, 7) }, proof), `${vector.name}: another new root`);
    t.notOk(isConsistent(from, to, [...proof, Buffer.alloc(32)]), `${vector.name}: one more`);
    t.notOk(isConsistent(from, to, proof.slice(1)), `${vector.name}: one less`);
  }
});
