import t from "tap";
import { recordEntry } from "../../src/tlog/entry.ts";
import { type AuditedMessage, checkEntries } from "../../src/cli/demo/audit-check.ts";
import type { AuditEntry, EntryType } from "../../src/domain/audit-entry.ts";
import type { RecordedEntry } from "../../src/domain/recorded-entry.ts";
import type { MessageView, SubmissionReceipt } from "../../src/sdk/index.ts";

const MESSAGE = "019ab0c1-0000-7000-8000-000000000001";
const PACKET = "019ab0c1-0000-7000-8000-000000000002";
const DIGEST = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
/** SHA-256 of the text `jws`. */
const RECEIPT = "sha-256=:y15hFU8n1jhAK7JPg2fyKwFyLiLQgiXbevML2//KgNw=:";

function entry(type: EntryType, second: number, actor: string, more: Partial<AuditEntry> = {}): RecordedEntry {
  const about = type === "accepted" ? {} : { packet: PACKET, recipient: "education", digest: DIGEST };
  const time = `2026-01-05T09:00:0${second}.000Z`;
  return recordEntry({ v: 1, type, time, actor, message: MESSAGE, ...about, ...more });
}

function story(): { entries: RecordedEntry[]; view: MessageView; receipt: SubmissionReceipt } {
  const accepted = entry("accepted", 0, "procuratorate");
  const entries = [
    accepted,
    entry("sealed", 0, "gateway"),
    entry("attempt", 1, "gateway"),
    entry("attempt", 2, "gateway"),
    entry("delivered", 2, "gateway"),
    entry("receipt", 2, "education", { receipt: RECEIPT }),
  ];
  const packet = { id: PACKET, recipient: "education", digest: DIGEST, attempts: 2, receipt: { jws: "jws" } };
  const view = { id: MESSAGE, from: "procuratorate", packets: [packet] } as unknown as MessageView;
  const log = { leafHash: accepted.leafHash.toString("base64url") };
  const receipt = {
    packets: [{ id: PACKET, recipient: "education", digest: DIGEST }],
    log,
  } as unknown as SubmissionReceipt;
  return { entries, view, receipt };
}

t.test("audit check: a consistent story has no faults", async (t) => {
  const { entries, byType, faults } = checkEntries([story()]);
  t.same(faults, []);
  t.equal(entries, 6);
  t.same(byType, { accepted: 1, sealed: 1, attempt: 2, delivered: 1, receipt: 1 });
});

t.test("audit check: every inconsistency is found", async (t) => {
  const replace = (at: number, by: RecordedEntry) => (told: AuditedMessage) => ({
    ...told,
    entries: told.entries.with(at, by),
  });
  const without = (at: number) => (told: AuditedMessage) => ({ ...told, entries: told.entries.toSpliced(at, 1) });
  const genuine = entry("sealed", 0, "gateway");
  const changes: Record<string, [RegExp, (told: AuditedMessage) => AuditedMessage]> = {
    "bytes changed": [
      /^leaf/,
      replace(1, { ...genuine, bytes: Buffer.from(genuine.bytes.toString().replace("sealed", "seales")) }),
    ],
    "a leaf hash changed": [/^leaf/, replace(1, { ...genuine, leafHash: Buffer.alloc(32) })],
    "never sealed": [/^sealed/, without(1)],
    "an attempt is missing": [/^attempts/, without(2)],
    "never delivered": [/^order/, without(4)],
    "never signed for": [/^receipt/, without(5)],
    "signed for by another": [/^receipt/, replace(5, entry("receipt", 2, "housing", { receipt: RECEIPT }))],
    "another receipt": [/^receipt bytes/, replace(5, entry("receipt", 2, "education", { receipt: DIGEST }))],
    "another packet's digest": [/^digest/, replace(4, entry("delivered", 2, "gateway", { digest: RECEIPT }))],
    "signed for before it was there": [/^order/, replace(5, entry("receipt", 1, "education", { receipt: RECEIPT }))],
    "never accepted": [/^accepted/, without(0)],
    "the gateway signed for other packets": [
      /^packets/,
      (told) => ({ ...told, receipt: { ...told.receipt, packets: [] } }),
    ],
  };
  for (const [what, [fault, change]] of Object.entries(changes)) {
    const { faults } = checkEntries([change(story())]);
    t.ok(
      faults.some((one) => fault.test(one)),
      `${what}: ${faults.join("; ")}`,
    );
  }
});
