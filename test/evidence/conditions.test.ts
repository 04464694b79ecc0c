/**
 * For each condition in the verifier's checks a forgery that this condition alone finds, made by a lying gateway with
 * all its keys. `forgeries.test.ts` shows that each check is needed. But a check of twelve conditions may be needed for
 * one of them only.
 */
import { readFileSync } from "node:fs";
import t from "tap";
import { EVIDENCE_PATHS } from "../../src/evidence/format.ts";
import { EVIDENCE_CHECKS, verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import {
  FORGED_COPIES,
  FORGED_PACKETS,
  FORGED_PLACES,
  refusedAndAnnounced,
} from "../support/forgeries/forged-places.ts";
import {
  FORGED_KEYS,
  FORGED_RECEIPTS,
  FORGED_SUBMISSIONS,
  FORGED_TOKENS,
} from "../support/forgeries/forged-receipts.ts";
import { FORGED_MANIFESTS, FORGED_REGISTERS, KEYS_IN_FORCE } from "../support/forgeries/forged-signatures.ts";
import { FORGED_RULES, FORGED_SCHEMAS, FORGED_STORIES } from "../support/forgeries/forged-stories.ts";
import { type Conditions, edited, told } from "../support/forgeries/forgery.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

/** Forgeries by condition, by the file that has the condition. */
const TABLE: Readonly<Record<string, readonly Conditions[]>> = {
  "check-receipts.ts": [FORGED_SUBMISSIONS, FORGED_RECEIPTS, FORGED_KEYS],
  "check-log.ts": [FORGED_PLACES],
  "check-files.ts": [FORGED_MANIFESTS],
  "key-register.ts": [FORGED_REGISTERS],
  "check-packets.ts": [FORGED_PACKETS],
  "check-story.ts": [FORGED_STORIES, FORGED_RULES],
  "check-schemas.ts": [FORGED_SCHEMAS],
  "check-complete.ts": [FORGED_COPIES],
  "signed-token.ts": [FORGED_TOKENS],
};

/** Functions that are one conjunction. Each of its parts must be in the table. */
const CONJUNCTIONS = { "check-receipts.ts": ["isReceiptOf", "samePacket", "isReceiptOfEntry"] } as const;

const sourceOf = (file: string) =>
  readFileSync(new URL(`../../src/evidence/verify/${file}`, import.meta.url), "utf8").replaceAll(/\s+/g, " ");

for (const [file, tables] of Object.entries(TABLE)) {
  for (const [condition, { forge, step, reason, reasons = 1, also = [] }] of tables.flatMap((one) =>
    Object.entries(one),
  )) {
    t.test(`${file}: ${condition}`, async (t) => {
      t.ok(sourceOf(file).includes(condition), "the condition is there");
      const { file: forged, trust, log } = await forge();
      const options = { trust, sha256, ...(log && { log }) };
      const { ok, steps } = await verifyEvidence(forged, options);
      t.notOk(ok, "it is found");
      const failed = steps.filter(({ status }) => status === "failed");
      t.same(failed.map(({ id }) => id).toSorted(), [step, ...also].toSorted(), "by that step, and those beside it");
      const told = failed.find(({ id }) => id === step)?.reasons.map(({ en }) => en) ?? [];
      t.match(
        told,
        Array.from({ length: reasons }, () => reason),
        "for that reason",
      );
      t.equal(told.length, reasons, "and no other");
      const others = EVIDENCE_CHECKS.filter(({ id }) => id !== step && !also.includes(id));
      t.ok((await verifyEvidence(forged, { ...options, checks: others })).ok, "and by nothing else");
    });
  }
}

t.test("packets: a tree may end between a resealed entry and its packet", async (t) => {
  const { file, trust } = await told(refusedAndAnnounced);
  t.ok((await verifyEvidence(file, { trust, sha256 })).ok);
});

t.test("pinned keys: thumbprints without any key to compare are not a comparison", async (t) => {
  const none = Buffer.from('{"keys":[]}');
  const { file, trust } = await edited((files) => void files.set(EVIDENCE_PATHS.keys("police"), none));
  const pinned = async (...parties: readonly string[]) => {
    const named = Object.fromEntries(parties.map((party) => [party, ["the-thumbprint-of-a-key"]]));
    const { ok, steps } = await verifyEvidence(file, { trust: { ...trust, parties: named }, sha256 });
    t.notOk(ok);
    return steps.find(({ id }) => id === "pinned-keys");
  };
  like(t, await pinned("police"), { status: "not-checked", required: true });
  like(t, await pinned("housing", "housng"), { status: "failed" }, "one that is wrong is said, whoever else is named");
});

t.test("keys: a key that is in force again, or still, counts", async (t) => {
  for (const [name, tell] of Object.entries(KEYS_IN_FORCE)) {
    const { file, trust } = await tell();
    t.ok((await verifyEvidence(file, { trust, sha256 })).ok, name);
  }
});

t.test("every part of a conjunction has a forgery", async (t) => {
  for (const [file, functions] of Object.entries(CONJUNCTIONS)) {
    const named = new Set(TABLE[file]?.flatMap((one) => Object.keys(one)));
    for (const name of functions) {
      const [, body = ""] = new RegExp(`function ${name}\\b.*?return (.*?); }`).exec(sourceOf(file)) ?? [];
      const parts = conjuncts(body.replace(/^\( (.*) \)$/, "$1"));
      t.ok(parts.length > 2, name);
      for (const part of parts) t.ok(named.has(part), `${name}: ${part}`);
    }
  }
});

/** Operands of `&&` at the outermost level. */
function conjuncts(expression: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const token of expression.split(/(&&|[()])/)) {
    if (token === "(") depth++;
    if (token === ")") depth--;
    if (token === "&&" && depth === 0) parts.push("");
    else parts.push((parts.pop() ?? "") + token);
  }
  return parts.map((part) => part.trim());
}
