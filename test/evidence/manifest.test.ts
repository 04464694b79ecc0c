import t from "tap";
import { EVIDENCE_FORMAT, type Manifest, readManifest, writeManifest } from "../../src/evidence/format.ts";

const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";

/** A manifest of so many files and pending entries. */
function manifestOf(files: number, pending = 0): Uint8Array {
  const manifest: Manifest = {
    format: EVIDENCE_FORMAT,
    thread: ID,
    madeAt: "2026-11-23T09:00:00.000Z",
    gateway: "gateway",
    software: "0.1.0",
    log: { origin: "gateway.example/log", size: 1 },
    pending: Array.from({ length: pending }, () => "A".repeat(43)),
    files: Array.from({ length: files }, (_, n) => ({
      path: `entries/${String(n).padStart(180, "0")}`,
      size: Number.MAX_SAFE_INTEGER,
      sha256: "0".repeat(64),
    })),
  };
  return writeManifest(manifest);
}

t.test("manifest: one with far more members than its archive has files is not parsed", async (t) => {
  t.equal(readManifest(manifestOf(500), 500)?.files.length, 500);
  t.equal(readManifest(manifestOf(3, 20_000), 3)?.pending.length, 20_000);
  t.equal(readManifest(manifestOf(3, 200_000), 3), undefined);
  const millions = Buffer.alloc(40_000_000, "[],");
  const began = performance.now();
  t.equal(readManifest(millions), undefined);
  t.ok(performance.now() - began < 100, "nothing looks inside");
});
