import fc from "fast-check";
import t from "tap";
import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import type { Caller } from "../../src/exchange/service.ts";
import { type PackageProofs, packPacket } from "../../src/exchange/pack.ts";
import { flowFixture, type FlowFixture, JOSE, key } from "../support/exchange/flow.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";

const JWT = "application/jwt";
const DAY = 86_400_000;
const PROOFS: PackageProofs = { entry: async () => "proof", gatewayKeys: async () => ({}) };
const OPERATOR: Caller = { party: "operator", scopes: new Set(["ops:read", "ops:write"]) };

async function sealed(f: FlowFixture, jti: string) {
  const { json } = await f.exchange.submit(f.parties.procuratorate.caller, await f.list(jti), JOSE);
  const answer = JSON.parse(json) as SubmissionAnswer;
  const [packet] = answer.packets;
  if (packet === undefined) throw new Error("a packet");
  return { ...packet, thread: answer.thread };
}

const typesOf = async (f: FlowFixture) => (await f.entries()).map(({ type }) => String(type));
const count = (all: readonly string[], type: string) => all.filter((one) => one === type).length;

t.test("a package is for its recipient, who has the packet by that, or for an operator", async (t) => {
  const f = await flowFixture(t);
  const { civil, school, procuratorate } = f.parties;
  const packet = await sealed(f, "p");
  for (const { caller } of [school, procuratorate]) {
    t.equal(await refusalOf(packPacket(f.flow, PROOFS, caller, packet.id)), "not-found");
  }
  t.same(await typesOf(f), ["accepted", "sealed"], "who gets none leaves no entry");
  t.ok((await packPacket(f.flow, PROOFS, OPERATOR, packet.id)).length > 0);
  t.equal((await f.store.packet(packet.id))?.state, "queued", "an operator takes no delivery");
  await packPacket(f.flow, PROOFS, civil.caller, packet.id);
  t.equal((await f.store.packet(packet.id))?.state, "delivered");
  const entries = await f.entries();
  like(t, entries.slice(2), [
    { type: "packed", actor: "operator", packet: packet.id, until: "2027-01-22T08:00:00.000Z" },
    { type: "packed", actor: "civil-affairs", packet: packet.id },
    { type: "fetched", actor: "civil-affairs", packet: packet.id },
  ]);
  t.equal(entries.length, 5);
});

t.test("packing again is an entry again, but not within a minute", async (t) => {
  const f = await flowFixture(t);
  const packet = await sealed(f, "again");
  const pack = () => packPacket(f.flow, PROOFS, OPERATOR, packet.id);
  await pack();
  f.clock.at += 59_000;
  await pack();
  t.equal(count(await typesOf(f), "packed"), 1);
  f.clock.at += 1000;
  await pack();
  t.equal(count(await typesOf(f), "packed"), 2);
});

t.test("nothing is packed before its entry is published, nor what is withdrawn or destroyed", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate } = f.parties;
  const packet = await sealed(f, "early");
  const early = packPacket(f.flow, { ...PROOFS, entry: async () => undefined }, OPERATOR, packet.id);
  t.equal(await refusalOf(early), "unavailable");
  const withdrawal = { jti: "w", type: "withdrawal", thread: packet.thread, body: {} };
  await f.exchange.submit(procuratorate.caller, await f.envelope(procuratorate, withdrawal), JOSE);
  t.equal(await refusalOf(packPacket(f.flow, PROOFS, OPERATOR, packet.id)), "withdrawn");
  t.equal(count(await typesOf(f), "packed"), 0);
});

t.test("a receipt on a disc settles its packet, whoever carries it and however late", async (t) => {
  const f = await flowFixture(t);
  const { civil, procuratorate } = f.parties;
  const packet = await sealed(f, "late");
  f.clock.at += 3 * DAY;
  const file = Buffer.from(await f.receipt(civil, packet));
  f.clock.at += 40 * DAY;
  const first = await f.exchange.importFile(procuratorate.caller, file, JWT);
  like(t, first, {
    repeat: false,
    answer: { kind: "receipt", from: "civil-affairs", receipt: { packet: packet.id, outcome: "accepted" } },
  });
  like(t, await f.exchange.importFile(OPERATOR, file, JWT), { repeat: true, answer: { repeat: true } });
  t.equal((await f.exchange.receipt(civil.caller, packet.id, file.toString())).repeat, true, "and on line");
  const entries = await f.entries();
  t.same(await typesOf(f), ["accepted", "sealed", "delivered", "receipt", "imported"]);
  like(t, entries[4], { actor: "procuratorate", kind: "receipt", from: "civil-affairs", packet: packet.id });
});

t.test("a sender's envelope on a disc is accepted as on line; it may be 60 days old", async (t) => {
  const f = await flowFixture(t);
  const { civil, procuratorate } = f.parties;
  const list = await f.list("by-disc");
  f.clock.at += 60 * DAY;
  const first = await f.exchange.importFile(OPERATOR, list, JOSE);
  like(t, first, { repeat: false, answer: { kind: "message", from: "procuratorate" } });
  const { submission } = first.answer;
  t.equal(submission?.packets[0]?.recipient, "civil-affairs");
  like(t, await f.exchange.importFile(civil.caller, list, JOSE), {
    repeat: true,
    answer: { submission: { id: submission?.id } },
  });
  t.equal((await f.exchange.submit(procuratorate.caller, list, JOSE)).repeat, true);
  t.same(await typesOf(f), ["accepted", "sealed", "imported"]);
  const old = await f.list("older", { iat: Math.floor(f.clock.at / 1000) });
  f.clock.at += 60 * DAY + 1001;
  t.equal(await refusalOf(f.exchange.importFile(OPERATOR, old, JOSE)), "invalid-claims claim-too-old");
});

t.test("forged, truncated, foreign and replayed files are refused with a code", async (t) => {
  const f = await flowFixture(t);
  const { civil, school, procuratorate } = f.parties;
  const packet = await sealed(f, "forged");
  const other = await sealed(f, "other");
  const give = (file: string | Buffer, type = JWT) =>
    refusalOf(f.exchange.importFile(OPERATOR, Buffer.from(file), type));
  const good = await f.receipt(civil, packet);
  const stranger = { ...civil, sig: key("sig") };
  t.equal(await give(await f.receipt(stranger, packet)), "invalid-envelope", "a key of nobody");
  t.equal(await give(good.slice(0, -20)), "invalid-envelope", "truncated");
  t.equal(await give(""), "invalid-envelope");
  t.equal(await give(`${good}\n`), "invalid-envelope", "trailing bytes");
  t.equal(await give((await f.list("t")).subarray(0, 300), JOSE), "invalid-envelope", "a truncated envelope");
  t.equal(await give(await f.receipt(school, packet)), "not-found", "the packet of another recipient");
  t.equal(await give(await f.receipt(civil, packet, { iss: "education" })), "invalid-claims claim-issuer");
  t.equal(await give(await f.receipt(civil, packet, { aud: "gateway-2" })), "invalid-claims claim-audience");
  t.equal(await give(await f.receipt(civil, { ...packet, digest: other.digest })), "digest-mismatch");
  t.equal(await give(await f.receipt(civil, packet, { sub: "x" })), "not-found");
  t.equal(await give(good, "application/zip"), "unsupported-media-type");
  t.equal(await give(good, JOSE), "invalid-envelope", "a receipt is no envelope");
  const stolen = await f.envelope(school, { jti: "s", iss: "procuratorate" });
  t.equal(await give(stolen, JOSE), "invalid-claims claim-issuer", "signed by another party than it names");
  procuratorate.party.scopes = [];
  t.equal(await give(await f.list("no"), JOSE), "not-permitted");
  civil.party.active = false;
  t.equal(await give(good), "invalid-envelope", "a suspended party");
  t.equal((await f.store.packet(packet.id))?.state, "queued");
  t.equal(count(await typesOf(f), "imported"), 0);
});

t.test("a carrier that did not sign learns the code of a refusal only", async (t) => {
  const f = await flowFixture(t);
  const { civil, procuratorate } = f.parties;
  const bad = await f.list("bad", { body: { invalid: true } });
  t.equal(await refusalOf(f.exchange.importFile(civil.caller, bad, JOSE)), "invalid-document");
  t.equal(await refusalOf(f.exchange.importFile(procuratorate.caller, bad, JOSE)), "invalid-document invalid");
  t.equal(await refusalOf(f.exchange.importFile(OPERATOR, bad, JOSE)), "invalid-document invalid");
  const refused = (await f.entries()).filter(({ type }) => type === "refused");
  t.same(
    refused.map(({ actor }) => actor),
    ["procuratorate"],
    "the signer is the actor; further ones are counted",
  );
});

t.test("any order, any repetition, late: the first word stands, everything is recorded once", async (t) => {
  const f = await flowFixture(t);
  const { civil, procuratorate } = f.parties;
  const what = fc.constantFrom("accept" as const, "reject" as const, "feedback" as const);
  const step = fc.record({ what, disc: fc.boolean(), wait: fc.nat(2 * DAY) });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const jti = `run-${(run += 1)}`;
      const packet = await sealed(f, jti);
      const before = (await f.entries()).length;
      const signedAt = f.clock.at;
      const about = { jti: `${jti}-f`, type: "feedback", thread: packet.thread, to: ["procuratorate"], body: {} };
      const files = {
        accept: Buffer.from(await f.receipt(civil, packet)),
        reject: Buffer.from(await f.receipt(civil, packet, { jti: "r", outcome: "rejected", reason: "other" })),
        feedback: await f.envelope(civil, about),
      };
      let [word, imported, sent]: [string | undefined, number, boolean] = [undefined, 0, false];
      for (const { what, disc, wait } of steps) {
        f.clock.at += wait;
        const file = files[what];
        const byDisc = () => f.exchange.importFile(procuratorate.caller, file, what === "feedback" ? JOSE : JWT);
        const code = await refusalOf(
          disc
            ? byDisc()
            : what === "feedback"
              ? f.exchange.submit(civil.caller, file, JOSE)
              : f.exchange.receipt(civil.caller, packet.id, file.toString()),
        );
        if (what === "feedback") {
          const late: boolean = !sent && !disc && f.clock.at - DAY > signedAt;
          t.equal(code, late ? "invalid-claims claim-too-old" : "none", "a message on line may be a day old");
          if (!sent && !late && disc) imported += 1;
          sent ||= !late;
        } else {
          t.equal(code, word === undefined || word === what ? "none" : "receipt-conflict");
          if (word === undefined && disc) imported += 1;
          word ??= what;
        }
      }
      const state = { accept: "accepted", reject: "rejected", none: "queued" }[word ?? "none"];
      t.equal((await f.store.packet(packet.id))?.state, state);
      const types = (await typesOf(f)).slice(before);
      t.equal(count(types, "receipt"), word === undefined ? 0 : 1);
      t.equal(count(types, "accepted"), sent ? 1 : 0);
      t.equal(count(types, "imported"), imported);
    }),
    { numRuns: 15 },
  );
});
