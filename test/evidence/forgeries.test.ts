/**
 * For each check of the verifier the forgeries that it alone finds, made by a lying gateway with its own keys and,
 * where needed, its own log. With all checks none passes. Without that check some must pass, or the check would find
 * nothing.
 */
import t from "tap";
import { EVIDENCE_CHECKS, verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { entry } from "../../src/exchange/entries.ts";
import { GATEWAY } from "../support/evidence/evidence-thread.ts";
import { FORGED_FILES, HONEST } from "../support/forgeries/forged-files.ts";
import { FORGED_LOGS } from "../support/forgeries/forged-logs.ts";
import { FORGED_STAMPS, FORGED_TIMES } from "../support/forgeries/forged-times.ts";
import { type Family, told } from "../support/forgeries/forgery.ts";
import { seeded } from "../support/mutation.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

/** A step that one file cannot fail is left out. Every other step must be able to fail alone. */
const CHECKS = EVIDENCE_CHECKS.filter(({ id }) => !["types", "complete"].includes(id));

/** Families of forgeries: the check that finds them, a name, the maker, and how many are made. */
const FAMILIES: readonly (readonly [id: string, name: string, family: Family, count: number])[] = [
  ...Object.entries(FORGED_FILES).map(([id, family]) => [id, "of the files", family, 12] as const),
  ...Object.entries({ ...FORGED_LOGS, times: FORGED_TIMES }).flatMap(([id, families]) =>
    Object.entries(families).map(([name, family]) => [id, name, family, 5] as const),
  ),
  // Few of these, because another program stamps each.
  ...Object.entries(FORGED_STAMPS).map(([name, family]) => ["timestamp", name, family, 3] as const),
];

t.same(
  [...new Set(FAMILIES.map(([id]) => id))].toSorted(),
  CHECKS.map(({ id }) => id).toSorted(),
  "forgeries for each check",
);
t.ok((await verifyEvidence(HONEST.file, { trust: HONEST.trust, sha256 })).ok, "what is forged was good");

for (const [id, name, family, count] of FAMILIES) {
  t.test(`forgeries that only the check ${id} finds: ${name}`, async (t) => {
    const chance = seeded(id.length * 7_919 + id.charCodeAt(0));
    const checks = EVIDENCE_CHECKS.filter((check) => check.id !== id);
    let survivors = 0;
    for (let n = 0; n < count; n++) {
      const { file, trust } = await family(chance);
      t.notOk((await verifyEvidence(file, { trust, sha256 })).ok, `forgery ${n} is found`);
      if ((await verifyEvidence(file, { trust, sha256, checks })).ok) survivors++;
    }
    t.ok(survivors > 0, `${survivors} of ${count} survive without the check`);
  });
}

t.test("types: an entry of an unknown type is reported", async (t) => {
  const { file, trust } = await told(async (thread) => {
    await thread.tell();
    thread.add(entry("vanished" as AuditEntry["type"], thread.at, GATEWAY, { thread: thread.thread }));
  });
  const { ok, steps } = await verifyEvidence(file, { trust, sha256 });
  t.ok(ok, "an older verifier still verifies what it understands");
  like(
    t,
    steps.find(({ id }) => id === "types"),
    { status: "not-checked", reasons: [{ en: /^1 entries/ }] },
  );
});
