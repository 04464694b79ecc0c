import t from "tap";
import { stampFacts } from "../../../src/tlog/rfc3161/facts.ts";
import { timestampRequest } from "../../../src/tlog/rfc3161/request.ts";
import { keptTimestamp, readRoots, verifyTimestamp } from "../../../src/tlog/rfc3161/verify.ts";
import { mutated, seeded } from "../../support/mutation.ts";
import { sha256 } from "../../support/sha256.ts";
import { TimeAuthority } from "../../support/log/time-authority.ts";

const TEXT = "log.example/aid\n1\nAAAA\n";
const NONCE = Buffer.from("0102030405060708", "hex");
const authority = await TimeAuthority.made();
const token = keptTimestamp(await authority.answer(timestampRequest(sha256(Buffer.from(TEXT)), NONCE)));

t.test("the facts of a time stamp are its time and authority, as verified", async (t) => {
  const roots = readRoots(await authority.roots());
  const { genTime } = await verifyTimestamp({ token, text: TEXT, roots, nonce: NONCE });
  t.same(stampFacts(token), { time: genTime.toISOString(), authority: "Test TSA" });
});

t.test("bytes that are not a time stamp have no facts", async (t) => {
  t.equal(stampFacts(new Uint8Array()), undefined);
  const chance = seeded(3161);
  for (let n = 0; n < 2_000; n++) {
    const facts = stampFacts(mutated(chance, token));
    if (facts !== undefined && Number.isNaN(Date.parse(facts.time))) t.fail(`mutation ${n}`);
  }
});
