import t from "tap";
import { packArchive, readArchive } from "../../src/evidence/archive.ts";
import { EVIDENCE_PATHS, readManifest } from "../../src/evidence/format.ts";
import type { EvidenceModel } from "../../src/evidence/model.ts";
import { inclusionReceipt } from "../../src/tlog/cose/receipt.ts";
import type { EvidenceSource } from "../../src/evidence/make/source.ts";
import { parseNote } from "../../src/tlog/note.ts";
import { timestampRequest } from "../../src/tlog/rfc3161/request.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { describe } from "../../src/evidence/summary/describe.ts";
import { readTrust } from "../../src/evidence/verify/trust.ts";
import { type EvidenceVerification, verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { generateJwk, importPrivateJwk } from "../../src/crypto/jose/jwk.ts";
import { Refusal } from "../../src/domain/refusal.ts";
import { packetEntry } from "../../src/exchange/entries.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { noteSigner } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";
import { TimeAuthority } from "../support/log/time-authority.ts";
import { like } from "../support/like.ts";

const OPTIONAL = ["pinned-keys", "chain", "cose", "timestamp", "complete"];

/** Ids of the steps that did not pass. */
function open({ steps }: EvidenceVerification): string[] {
  return steps.filter(({ status }) => status !== "passed").map(({ id }) => id);
}

t.test("evidence verifies with the trusted keys alone", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const result = await verifyEvidence(bytes, { trust: thread.trust(), sha256 });
  t.same(open(result), OPTIONAL);
  t.ok(result.ok);
  t.equal(result.thread, thread.thread);
  t.ok(result.steps.every(({ status, checked }) => status !== "passed" || checked > 0));
  const files = readArchive(bytes);
  t.strictSame(Buffer.from(packArchive(files)), Buffer.from(bytes), "the archive has one form");
  t.ok((await verifyEvidence(files, { trust: thread.trust(), sha256 })).ok, "unpacked it verifies too");
  t.notMatch(Buffer.from(bytes).toString("latin1"), /"d":/, "no private member of a key");
});

t.test(
  "keys of every kind verify as the gateway keeps them, and not when they say what is false of themselves",
  async (t) => {
    const thread = new EvidenceThread();
    for (const [party, alg] of [
      ["housing", "EdDSA"],
      ["civil-affairs", "PS256"],
    ] as const) {
      thread.keys.set(party, importPrivateJwk(generateJwk("sig", alg)));
    }
    thread.register();
    await thread.tell();
    await thread.log.publish();
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    t.same(open(await verifyEvidence(bytes, { trust: thread.trust(), sha256 })), OPTIONAL);
    const files = readArchive(bytes);
    const parties = ["aid-gateway", "housing", "civil-affairs"];
    for (const [n, party] of parties.entries()) {
      const path = EVIDENCE_PATHS.keys(party);
      const { keys } = JSON.parse(Buffer.from(files.get(path) ?? []).toString()) as { keys: Record<string, unknown>[] };
      for (const says of [{ kid: thread.key(parties.at(n - 1) ?? "").kid }, { kid: undefined }, { alg: "ES384" }]) {
        const set = Buffer.from(JSON.stringify({ keys: keys.map((jwk) => ({ ...jwk, ...says })) }));
        // A lying gateway signs its manifest over them.
        const forged = packArchive(await thread.signed(new Map([...files, [path, set]])));
        const found = await verifyEvidence(forged, { trust: thread.trust(), sha256 });
        t.notOk(found.ok, `${party} ${JSON.stringify(says)}`);
        like(
          t,
          found.steps.find(({ id }) => id === "keys"),
          { status: "failed", reasons: [{ en: `the keys of ${party} cannot be read` }] },
        );
      }
    }
  },
);

t.test("evidence: COSE receipts of its entries are verified", async (t) => {
  const thread = await EvidenceThread.made();
  const coseReceipt: EvidenceSource["coseReceipt"] = (index, proof, { size, root }) =>
    inclusionReceipt({ index, size, root, proof }, thread.log);
  const { bytes } = await makeEvidence({ ...thread.source(), coseReceipt }, sha256, thread.thread);
  const result = await verifyEvidence(bytes, { trust: thread.trust(), sha256 });
  t.same(
    open(result),
    OPTIONAL.filter((id) => id !== "cose"),
  );
  const { checked } = result.steps.find(({ id }) => id === "cose") ?? {};
  t.equal(2 * (checked ?? 0), result.steps.find(({ id }) => id === "inclusion")?.checked);
});

t.test("evidence: a time stamp is required and verified when an authority is trusted", async (t) => {
  // The authority is OpenSSL, with the machine's clock.
  const thread = await EvidenceThread.made("long", Date.now());
  const authority = await TimeAuthority.made();
  const stamp = (text: string) =>
    authority.answer(timestampRequest(sha256(Buffer.from(text)), Buffer.from("0102030405060708", "hex")));
  const evidenceWith = async (of: (text: string) => string) => {
    const timestamp = async (checkpoint: string) => stamp(of(parseNote(checkpoint).text));
    return (await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread)).bytes;
  };
  const trust = { ...thread.trust(), authorities: await authority.roots() };
  const stamped = await evidenceWith((text) => text);
  t.same(
    open(await verifyEvidence(stamped, { trust, sha256 })),
    OPTIONAL.filter((id) => id !== "timestamp"),
  );
  t.ok((await verifyEvidence(stamped, { trust: thread.trust(), sha256 })).ok, "nobody need trust an authority");
  const failing = async (bytes: Uint8Array, authorities: string) => {
    const { ok, steps } = await verifyEvidence(bytes, { trust: { ...trust, authorities }, sha256 });
    t.notOk(ok);
    return steps.filter(({ status }) => status === "failed").map(({ id }) => id);
  };
  t.same(
    await failing(await evidenceWith((text) => `${text}more`), trust.authorities),
    ["timestamp"],
    "of another checkpoint",
  );
  t.same(await failing(stamped, await (await TimeAuthority.made()).roots()), ["timestamp"], "of another authority");
  t.same(await failing(stamped, "no certificate"), ["timestamp"]);
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  t.same(await failing(bytes, trust.authorities), ["timestamp"], "there is none");
});

t.test("evidence: the same state and time make the same files, except signatures", async (t) => {
  const thread = await EvidenceThread.made();
  const made = async () => readArchive((await makeEvidence(thread.source(), sha256, thread.thread)).bytes);
  const [one, two] = [await made(), await made()];
  one.forEach((bytes, path) => {
    if (path !== EVIDENCE_PATHS.signature) t.strictSame(Buffer.from(bytes), Buffer.from(two.get(path) ?? []), path);
  });
});

t.test("evidence fails with other trusted keys", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const trust = thread.trust();
  const other = noteSigner(thread.log.origin).key;
  const failing = async (changed: Partial<typeof trust>) => {
    const result = await verifyEvidence(bytes, { trust: { ...trust, ...changed }, sha256 });
    t.notOk(result.ok);
    return result.steps.filter(({ status }) => status === "failed").map(({ id }) => id);
  };
  t.same(await failing({ log: [other] }), ["checkpoint"]);
  t.same(await failing({ log: [noteSigner("other.example").key] }), ["checkpoint"]);
  const stranger = noteSigner("witness1.example", 4).key;
  t.same(await failing({ witnesses: [stranger, ...trust.witnesses.slice(1)] }), ["witnesses"]);
  t.same(await failing({ parties: { housing: ["another-thumbprint"] } }), ["pinned-keys"]);
  const kid = thread.key("housing").kid;
  const known = { ...trust, parties: { housing: [kid] } };
  t.same(open(await verifyEvidence(bytes, { trust: known, sha256 })), ["chain", "cose", "timestamp", "complete"]);
  const unasked = await verifyEvidence(bytes, { trust: { ...trust, quorum: 0 }, sha256 });
  t.ok(unasked.ok && open(unasked).includes("witnesses"), "without a quorum nobody says that witnesses were checked");
});

t.test("evidence: thumbprints of a party that signed nothing are not a comparison", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const signed = Object.fromEntries(
    ["aid-gateway", "civil-affairs", "housing"].map((party) => [party, [thread.key(party).kid]]),
  );
  const pinned = async (parties: Readonly<Record<string, readonly string[]>>) => {
    const { ok, steps } = await verifyEvidence(bytes, { trust: thread.trust({ parties }), sha256 });
    return { ok, ...steps.find(({ id }) => id === "pinned-keys") };
  };
  const misspelt = await pinned({ housng: signed.housing ?? [] });
  like(t, misspelt, { ok: false, status: "not-checked", checked: 0 });
  t.match(
    misspelt.reasons?.[0]?.en,
    /^thumbprints were given for housng, .* none for aid-gateway, civil-affairs, housing$/,
  );
  const beside = await pinned({ "civil-affairs": signed["civil-affairs"] ?? [], housng: signed.housing ?? [] });
  like(t, beside, { ok: false, status: "not-checked" }, "one that is right does not cover for one that is not");
  like(
    t,
    await pinned({ ...signed, education: ["any"] }),
    { ok: true, status: "passed", checked: 3 },
    "one list for all",
  );
  like(t, await pinned({ housing: signed.housing ?? [] }), { ok: true, status: "passed", checked: 1 }, "some of them");
  like(t, await pinned({ ...signed, housing: [], education: ["any"] }), { ok: false, status: "failed" });
});

t.test("trust: all named witnesses are required, unless a quorum is given", async (t) => {
  const thread = await EvidenceThread.made();
  const log = [thread.log.signer.vkey];
  const witnesses = thread.witnesses.map(({ vkey }) => vkey);
  const quorum = (more: object) => readTrust(JSON.stringify({ log, ...more }), sha256).quorum;
  t.equal(quorum({ witnesses }), 2);
  t.equal(quorum({ witnesses, quorum: 1 }), 1);
  t.equal(quorum({}), 0);
  for (const wrong of [
    { quorum: 1 },
    { witnesses, quorum: 3 },
    { witnesses, quorum: -1 },
    { witnesses, quorum: 0.5 },
    { witnesses, quorum: "2" },
    { witnesses, quorum: null },
    { witnesses: [...witnesses, witnesses[0]] },
    { witnesses: log },
  ]) {
    t.throws(() => quorum(wrong), { name: "ProofError", code: "malformed" }, JSON.stringify(wrong));
  }
});

t.test("evidence waits for pending entries, then names them and leaves them out", async (t) => {
  const thread = await EvidenceThread.made();
  const source = thread.source();
  const [packet] = await thread.accept(thread.newId(), "supplement", "procuratorate", ["housing"]);
  if (packet === undefined) throw new TypeError("one packet");
  const late = thread.log.all.length - 2;
  let slept = 0;
  const patient = {
    ...source,
    sleep: async (ms: number) => {
      await source.sleep(ms);
      if (++slept === 3) await thread.log.publish();
    },
  };
  const waited = await makeEvidence(patient, sha256, thread.thread);
  t.equal(waited.checkpoint.size, thread.log.all.length, "published meanwhile");

  thread.log.append(packetEntry("fetched", thread.at, "housing", packet).entry);
  const began = thread.at;
  const { bytes } = await makeEvidence(source, sha256, thread.thread);
  t.ok(thread.at - began >= 3_000 && thread.at - began < 4_000, "waited as long as it may");
  const manifest = readManifest(readArchive(bytes).get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
  t.equal(manifest?.pending.length, 1);
  t.notOk(readArchive(bytes).has(EVIDENCE_PATHS.entry(thread.log.all.length - 1)));
  t.ok(readArchive(bytes).has(EVIDENCE_PATHS.entry(late)));
  t.ok((await verifyEvidence(bytes, { trust: thread.trust(), sha256 })).ok);
});

t.test("evidence: an unknown or unpublished thread has none", async (t) => {
  const thread = new EvidenceThread();
  thread.register();
  await thread.log.publish();
  const code = (id: string) =>
    makeEvidence(thread.source(), sha256, id).then(
      () => "made",
      (error: unknown) => (error instanceof Refusal ? error.code : error),
    );
  t.equal(await code(thread.newId()), "not-found");
  await thread.tell();
  t.equal(await code(thread.thread), "unavailable");
  await thread.log.publish();
  t.equal(await code(thread.thread), "made");
});

t.test("evidence prefers a cosigned checkpoint that covers as much", async (t) => {
  const thread = await EvidenceThread.made();
  const witnessed = thread.log.all.length;
  thread.noise();
  await thread.log.publish(undefined, []);
  const { checkpoint } = await makeEvidence(thread.source(), sha256, thread.thread);
  t.equal(checkpoint.size, witnessed);
});

t.test("evidence: its model tells what happened", async (t) => {
  const thread = await EvidenceThread.made();
  let model: EvidenceModel | undefined;
  const summary: EvidenceSource["summary"] = async (files, head) => {
    model = describe(files, head, sha256);
    return { html: new Uint8Array(), pdf: new Uint8Array() };
  };
  await makeEvidence({ ...thread.source(), summary }, sha256, thread.thread);
  t.same(
    model?.packets.map(({ recipient, state, via, attempts }) => [recipient, state, via, attempts]),
    [
      ["civil-affairs", "accepted", "push", 1],
      ["housing", "rejected", "fetch", 0],
      ["education", "withdrawn", undefined, 0],
      ["housing", "accepted", "receipt", 0],
      ["education", "queued", undefined, 0],
    ],
  );
  like(t, model?.packets[1]?.receipt, { outcome: "rejected", reason: "undecryptable", kid: thread.key("housing").kid });
  t.same(
    model?.messages.map(({ type, sender, receipt }) => [type, sender, receipt]),
    [
      ["aid-subject-list", "procuratorate", true],
      ["withdrawal", "procuratorate", true],
    ],
  );
  like(t, model?.checkpoint.witnesses, [{ name: /^witness1\.example\+/ }, { name: /^witness2\.example\+/ }]);
  t.same(
    model?.rules.map(({ id }) => id),
    ["sharing-test@3", "aid-subject-list@1", "withdrawal@1"],
  );
});
