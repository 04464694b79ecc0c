/** A kept time stamp with any single bit changed is refused: which check covers which region. */
import { hash } from "node:crypto";
import t from "tap";
import { timestampRequest } from "../../../src/tlog/rfc3161/request.ts";
import { type TimestampCode, TimestampError } from "../../../src/tlog/rfc3161/timestamp-error.ts";
import { keptTimestamp, readRoots, verifyTimestamp } from "../../../src/tlog/rfc3161/verify.ts";
import { EC_KEY, TimeAuthority } from "../../support/log/time-authority.ts";
import { regionsOf } from "./token-tree.ts";

const TEXT = "gateway.example/log\n40\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const NONCE = Buffer.from("f1e2d3c4b5a69788", "hex");

/** Regions in which a changed bit is not noticed: none. */
const NOT_COVERED: ReadonlySet<string> = new Set();

const BITS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Codes with which a changed bit of a region is refused. */
const NOTICED: Readonly<Record<string, readonly TimestampCode[]>> = {
  frame: ["malformed"],
  statusInfo: ["malformed"],
  status: ["malformed", "not-granted"],
  contentType: ["malformed"],
  signedData: ["malformed"],
  version: ["malformed"],
  digests: ["malformed"],
  content: ["malformed"],
  info: ["malformed", "wrong-imprint", "wrong-nonce", "bad-signature"],
  certificates: ["malformed"],
  // The signer's certificate: the signed attributes have its digest, the signer its issuer and serial number.
  "certificate 0": ["malformed", "wrong-certificate"],
  // The authority's certificate in the time stamp: it must be a trusted one, or signed by one.
  "certificate 1": ["malformed", "untrusted"],
  signerInfos: ["malformed"],
  signer: ["malformed"],
  signerVersion: ["malformed"],
  signerName: ["malformed", "wrong-certificate"],
  signerDigest: ["malformed"],
  attributes: ["malformed", "bad-signature", "wrong-certificate"],
  scheme: ["malformed", "bad-signature"],
  signature: ["malformed", "bad-signature"],
};

/** Regions that depend on the kind of key. */
const OF_THE_KEY: ReadonlySet<string> = new Set(["certificate 0", "scheme", "signature"]);

for (const [name, options, all] of [
  ["RSA", {}, true],
  ["ECDSA", { key: EC_KEY }, false],
] as const) {
  t.test(
    `a stamp of ${name} with any ${all ? "bit" : "byte, or bit that depends on its key,"} changed is refused`,
    async (t) => {
      const authority = await TimeAuthority.made(options);
      const answer = await authority.answer(timestampRequest(hash("sha256", TEXT, "buffer"), NONCE));
      const token = keptTimestamp(answer);
      const roots = readRoots(await authority.roots());
      const claim = { text: TEXT, roots, nonce: NONCE };
      t.ok(await verifyTimestamp({ ...claim, token }));
      const regions = regionsOf(token);
      t.same(
        [...new Set(regions)].toSorted(),
        Object.keys(NOTICED).toSorted(),
        "each byte is in a region, and each region has bytes",
      );
      let tried = 0;
      const survived: string[] = [];
      const otherwise: string[] = [];
      for (const [at, region] of regions.entries()) {
        for (const bit of all || OF_THE_KEY.has(region) ? BITS : [at % 8]) {
          const changed = Buffer.from(token);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          tried++;
          const found = await verifyTimestamp({ ...claim, token: changed }).then(
            () => "holds" as const,
            (error: unknown) => (error instanceof TimestampError ? error.code : String(error)),
          );
          if (found === "holds" && !NOT_COVERED.has(region)) survived.push(`${region} ${at}.${bit}`);
          else if (!NOTICED[region]?.some((code) => code === found)) otherwise.push(`${region} ${at}.${bit}: ${found}`);
        }
      }
      t.same(survived, [], "every change is refused");
      t.same(otherwise, [], "each change is refused by the check that covers it");
      t.ok(all ? tried === token.length * 8 : tried > token.length, `${tried} bits of ${token.length} bytes`);
    },
  );
}
