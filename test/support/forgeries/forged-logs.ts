import { packArchive, readArchive } from "../../../src/evidence/archive.ts";
import { inclusionReceipt } from "../../../src/tlog/cose/receipt.ts";
import { EVIDENCE_PATHS } from "../../../src/evidence/format.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import { inclusionRoot } from "../../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import { entry, packetEntry } from "../../../src/exchange/entries.ts";
import { rfc3339 } from "../../../src/wire/rfc3339.ts";
import { EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";
import { type Family, onePacket, told } from "./forgery.ts";
import { signCheckpoint } from "../log/memory-log.ts";
import { below, oneOf } from "../mutation.ts";
import { sha256 } from "../sha256.ts";

/**
 * Entries that a lying gateway can put into its own log, signed and proved as they should be, by the check that finds
 * them and by name.
 */
export const FORGED_LOGS: Readonly<Record<string, Readonly<Record<string, Family>>>> = {
  entries: {
    "not in canonical form": (chance) =>
      told(async (thread) => {
        await thread.tell();
        // In the log as it stands, but written in a way that another reader may understand otherwise.
        const recorded = entry("conflict", thread.at, "housing", { thread: thread.thread, outcome: "accepted" });
        const spaces = " ".repeat(1 + below(chance, 9));
        const bytes = Buffer.from(recorded.bytes.toString().replace("{", `{${spaces}`));
        const leafHash = Buffer.from(sha256(Buffer.concat([Buffer.of(0), bytes])));
        thread.log.all.push({ bytes, leafHash, entry: recorded.entry });
      }),
  },
  packets: {
    "one is missing": (chance) =>
      told(async (thread) => {
        // The entry counts three packets, and two were sealed: the third recipient never heard of it.
        const others = ["civil-affairs", "housing", "education"].filter((_one, n) => n !== below(chance, 3));
        await thread.accept(thread.thread, "aid-subject-list", "procuratorate", others.slice(0, 2), 3);
      }),
    "one is extra, in the place of one that waits": (chance) =>
      told(async (thread) => {
        const housing = await onePacket(thread);
        const extra = thread.packet(thread.thread, oneOf(chance, ["housing", "education"]));
        thread.add(thread.sealed(extra, housing.id));
      }),
    "a refused one is replaced by several, for whom the sender never named": (chance) =>
      told(async (thread) => {
        const housing = await onePacket(thread);
        await thread.receipt(housing, "rejected", "undecryptable");
        for (const party of ["housing", oneOf(chance, ["housing", "education", "civil-affairs"])]) {
          const again = thread.packet(thread.thread, party);
          thread.add(packetEntry("resealed", thread.at, "operator", housing, { by: again.id }));
          thread.add(thread.sealed(again, housing.id));
          thread.add(packetEntry("delivered", thread.at, GATEWAY, again, { via: "receipt" }));
          await thread.receipt(again, "accepted");
        }
      }),
  },
  receipts: {
    "signed at a time that no date has": (chance) =>
      told(async (thread) => {
        const housing = await onePacket(thread);
        thread.add(packetEntry("delivered", thread.at, GATEWAY, housing, { via: "receipt" }));
        await thread.receipt(housing, "accepted", undefined, oneOf(chance, [1e300, 8.64e12 + 1]));
      }),
  },
  schemas: {
    "another text than was registered": (chance) =>
      told((thread) => thread.tell(), {
        registeredSchema: async (schema) => JSON.stringify({ title: schema, permits: below(chance, 1e6) }),
      }),
    "left out": () =>
      told((thread) => thread.tell(), { registeredSchema: async () => undefined, schema: () => undefined }),
    "an older text, registered and since replaced": () =>
      told(async (thread) => {
        const older = thread.log.all.find(({ entry: { change } }) => change === "schema");
        if (older === undefined) throw new TypeError("a schema");
        const digest = formatDigest(Buffer.alloc(32, 7));
        thread.add(entry("directory", thread.at, GATEWAY, { ...older.entry, time: rfc3339(thread.at), digest }));
        await thread.tell();
      }),
  },
  chain: {
    "a successor that took over another tree": (chance) =>
      told(async (thread) => {
        await thread.tellShortly();
        const root = Buffer.alloc(32, below(chance, 256));
        const size = thread.log.all.length;
        const checkpoint = signCheckpoint({ origin: thread.log.origin, size, root, extensions: [] }, thread.log.signer);
        thread.log.succeed("log.example/aid-2", size, size, { root: root.toString("base64"), checkpoint });
      }),
  },
  cose: {
    "over another root of the same size": async (chance) => {
      const thread = await EvidenceThread.made("short");
      const { published } = await thread.log.heads();
      const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
      const files = new Map(readArchive(bytes));
      const index = below(chance, thread.log.all.length);
      const size = published?.size ?? 0;
      const proof = (await thread.log.inclusionProof(index, size)).map((hash) => Buffer.from(hash));
      const [first] = proof;
      const at = below(chance, 32);
      first?.writeUInt8(first.readUInt8(at) ^ (1 + below(chance, 255)), at);
      const leaf = NATIVE_HASHER.leaf(files.get(EVIDENCE_PATHS.entry(index)) ?? new Uint8Array());
      const root = inclusionRoot(NATIVE_HASHER, { index, size, leaf, proof }) ?? new Uint8Array();
      files.set(EVIDENCE_PATHS.cose(index), await inclusionReceipt({ index, size, root, proof }, thread.log));
      return { file: packArchive(await thread.signed(files)), trust: thread.trust() };
    },
  },
};
