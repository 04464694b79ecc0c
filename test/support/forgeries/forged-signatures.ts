import { TOKEN_TYPES } from "../../../src/wire/token.ts";
import { packArchive, readArchive } from "../../../src/evidence/archive.ts";
import { EVIDENCE_PATHS, type Manifest, readManifest, writeManifest } from "../../../src/evidence/format.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import { generateJwk, importPrivateJwk } from "../../../src/crypto/jose/jwk.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { entry, packetEntry, sha256 as digest } from "../../../src/exchange/entries.ts";
import { EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";
import { type Caught, type Conditions, edited, type Files, type Forgery, onePacket, told } from "./forgery.ts";
import { sha256 } from "../sha256.ts";
import { claimsOf } from "../jws.ts";

const DAY = 86_400_000;

/** A short thread whose manifest the gateway signed to say something else. */
function signature(lie: (thread: EvidenceThread) => object, reason: RegExp): Caught {
  const forge = async (): Promise<Forgery> => {
    const thread = await EvidenceThread.made("short");
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    const files: Files = new Map(readArchive(bytes));
    const claims = claimsOf(Buffer.from(files.get(EVIDENCE_PATHS.signature) ?? []).toString());
    const jws = await thread.sign(GATEWAY, TOKEN_TYPES.evidence, { ...claims, ...lie(thread) });
    return { file: packArchive(files.set(EVIDENCE_PATHS.signature, Buffer.from(jws))), trust: thread.trust() };
  };
  return { forge, step: "manifest-signature", reason };
}

const OF_ANOTHER = /^the gateway signed the manifest of another thread or time$/;

/** A short thread under a signed manifest whose list of files is another. */
function manifest(lie: (files: Manifest["files"]) => Manifest["files"], reason: RegExp): Caught {
  const forge = async (): Promise<Forgery> => {
    const thread = await EvidenceThread.made("short");
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    const files: Files = new Map(readArchive(bytes));
    const before = readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
    if (before === undefined) throw new TypeError("a manifest");
    const forged = writeManifest({ ...before, files: lie(before.files) });
    const claims = claimsOf(Buffer.from(files.get(EVIDENCE_PATHS.signature) ?? []).toString());
    const jws = await thread.sign(GATEWAY, TOKEN_TYPES.evidence, { ...claims, digest: formatDigest(digest(forged)) });
    files.set(EVIDENCE_PATHS.manifest, forged).set(EVIDENCE_PATHS.signature, Buffer.from(jws));
    return { file: packArchive(files), trust: thread.trust() };
  };
  return { forge, step: "manifest", reason };
}

const NO_FILE = { path: "summary.txt", size: 0, sha256: "0".repeat(64) };

/** A short thread in which a file is no such file. Nothing more of it can be said. */
function spoilt(path: string): Caught["forge"] {
  return async () => {
    const thread = await EvidenceThread.made("short");
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    const files: Files = new Map(readArchive(bytes));
    return { file: packArchive(files.set(path, Buffer.from("{}"))), trust: thread.trust() };
  };
}

/** Forgeries that only one condition on the manifest and its signature finds. */
export const FORGED_MANIFESTS: Conditions = {
  "evidenceFile(path) !== undefined": {
    forge: () => edited((files) => void files.set("entries/readme.txt", Buffer.from("Read this first."))),
    step: "archive",
    reason: /^it holds a file that evidence does not have$/,
  },
  "manifest !== undefined": {
    forge: spoilt(EVIDENCE_PATHS.manifest),
    step: "manifest",
    reason: /^there is no readable manifest$/,
    also: [
      "checkpoint",
      "keys",
      "manifest-signature",
      "receipts",
      "rules",
      "story",
      "submission-receipts",
      "thread",
      "times",
    ],
  },
  "token !== undefined": {
    forge: spoilt(EVIDENCE_PATHS.signature),
    step: "manifest-signature",
    reason: /^the gateway's signature of the manifest is not valid$/,
  },
  "iss === gateway": signature(() => ({ iss: "another-gateway" }), OF_ANOTHER),
  "sub === manifest?.thread": signature((thread) => ({ sub: thread.newId() }), OF_ANOTHER),
  "iat === Math.floor(Date.parse(madeAt) / 1000)": signature(() => ({ iat: 1 }), OF_ANOTHER),
  "digest === formatDigest(sha256(bytes))": signature(
    () => ({ digest: formatDigest(digest("another")) }),
    /^the gateway signed another manifest$/,
  ),
  'keyInForce(ofType(evidence, "key"), gateway, gateway, token?.kid ?? "", last)': {
    forge: () =>
      told(async (thread) => {
        await thread.tellShortly();
        retire(thread, GATEWAY, "key-retired");
      }),
    step: "manifest-signature",
    reason: /^the key that signed the manifest was not in force in the log$/,
  },
  '(paths[n - 1] ?? "") < path': manifest(
    (files) => files.toReversed(),
    /^the manifest's files are not sorted, or one is named twice$/,
  ),
  "files.has(path)": manifest(
    (files) => [...files, NO_FILE].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    /^a file that the manifest names is missing$/,
  ),
  "!named.has(path)": manifest(
    (files) => [...files, { ...NO_FILE, path: "manifest.jwt" }].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    /^the manifest names itself$/,
  ),
  "file !== undefined": manifest((files) => files.slice(0, -1), /^summary\.pdf is not in the manifest$/),
  "file?.size === bytes.length": manifest(
    (files) => files.map((one) => (one.path === "summary.pdf" ? { ...one, size: one.size + 1 } : one)),
    /^summary\.pdf is not the file that the manifest names$/,
  ),
  "file.sha256 === encodeHex(sha256(bytes))": manifest(
    (files) => files.map((one) => (one.path === "summary.pdf" ? { ...one, sha256: NO_FILE.sha256 } : one)),
    /^summary\.pdf is not the file that the manifest names$/,
  ),
};

function record(thread: EvidenceThread, party: string, about: Partial<AuditEntry>, actor = GATEWAY): void {
  const key = { party, kid: thread.key(party).kid, use: "sig", directory: "test", thread: thread.thread };
  thread.add(entry("key", thread.at, actor, { ...key, ...about }));
}

/** Ends a key's life, and lets a month go by. */
function retire(thread: EvidenceThread, party: string, change: "key-retired" | "key-removed"): void {
  record(thread, party, { change });
  thread.at += 30 * DAY;
}

/** A recipient whose key is not in force where it signs its receipt. */
function outOfForce(
  before: (thread: EvidenceThread) => void,
  after: (thread: EvidenceThread) => void = () => {},
): Caught {
  const forge = () =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      before(thread);
      thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
      await thread.receipt(packet, "accepted");
      after(thread);
    });
  return { forge, step: "receipts", reason: /^no valid receipt for entry \d+$/ };
}

function newKey(thread: EvidenceThread): void {
  thread.keys.set("housing", importPrivateJwk(generateJwk("sig")));
}

/** The same with a key that is in force: nothing is forged. */
export const KEYS_IN_FORCE: Readonly<Record<string, () => Promise<Forgery>>> = {
  "restored after it was retired": outOfForce((thread) => {
    retire(thread, "housing", "key-retired");
    record(thread, "housing", { change: "key-restored" });
  }).forge,
  "registered again after it was removed": outOfForce((thread) => {
    retire(thread, "housing", "key-removed");
    record(thread, "housing", { change: "key-added" });
  }).forge,
  "retired a quarter of an hour ago: processes take it over one by one": outOfForce((thread) => {
    record(thread, "housing", { change: "key-retired" });
    thread.at += 14 * 60_000;
  }).forge,
};

/** Forgeries that only one condition on the register of keys finds. */
export const FORGED_REGISTERS: Conditions = {
  "entry.actor !== gateway": outOfForce((thread) => {
    retire(thread, "housing", "key-retired");
    record(thread, "housing", { change: "key-restored" }, "housing");
  }),
  "entry.party !== party": outOfForce((thread) => {
    retire(thread, "housing", "key-retired");
    record(thread, "education", { change: "key-restored", kid: thread.key("housing").kid });
  }),
  "entry.kid !== kid": outOfForce((thread) => {
    retire(thread, "housing", "key-retired");
    record(thread, "housing", { change: "key-restored", kid: thread.key("education").kid });
  }),
  "index >= place.index": outOfForce(newKey, (thread) => record(thread, "housing", { change: "key-added" })),
  'entry.use === "sig"': outOfForce((thread) => {
    newKey(thread);
    record(thread, "housing", { change: "key-added", use: "enc" });
  }),
  'entry.change === "key-retired"': outOfForce((thread) => retire(thread, "housing", "key-retired")),
  'entry.change === "key-removed"': outOfForce((thread) => retire(thread, "housing", "key-removed")),
};
