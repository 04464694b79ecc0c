import { constants, createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import {
  type HeaderFields,
  HttpSignatureError,
  signatureBase,
  type SignedMessage,
} from "../../src/wire/http-signature.ts";
import { type InnerList, parseDictionary, serializeInnerList } from "../../src/wire/structured-fields.ts";

/** A message of appendix B.2. */
interface Message {
  method?: string;
  url?: string;
  status?: number;
  headers: HeaderFields;
}

interface Vectors {
  keys: Record<string, string>;
  request: Message;
  response: Message;
  signatures: {
    section: string;
    message: "request" | "response";
    key: string;
    algorithm: string;
    input: string;
    base: string[];
    signature: string;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/rfc9421/appendix-b.json", import.meta.url), "utf8"),
) as Vectors;

function verifies(algorithm: string, key: string, base: string, signature: Buffer): boolean {
  const material = Buffer.from(key, "base64");
  if (algorithm === "hmac-sha256") {
    return timingSafeEqual(createHmac("sha256", material).update(base).digest(), signature);
  }
  const spki = createPublicKey({ key: material, format: "der", type: "spki" });
  switch (algorithm) {
    case "ecdsa-p256-sha256":
      return verify("sha256", Buffer.from(base), { key: spki, dsaEncoding: "ieee-p1363" }, signature);
    case "rsa-pss-sha512":
      return verify(
        "sha512",
        Buffer.from(base),
        { key: spki, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 },
        signature,
      );
    default:
      return verify(null, Buffer.from(base), spki, signature);
  }
}

/** The derived components that the vectors sign. Pushes have two of their own, so their values are given here. */
function signedMessage({ method, url, status, headers }: Message): SignedMessage {
  const target = url === undefined ? undefined : new URL(url);
  const derived = {
    ...(method !== undefined && { "@method": method }),
    ...(target && { "@authority": target.host, "@path": target.pathname, "@query": target.search }),
    ...(status !== undefined && { "@status": String(status) }),
  };
  return { derived, headers };
}

/** Its `@query-param` has a parameter: see PROVENANCE.md. */
const PARAMETER = "B.2.2";

for (const { section, message, key, algorithm, input, base, signature } of vectors.signatures) {
  t.test(`RFC 9421 ${section}, ${algorithm}`, async (t) => {
    const label = input.slice(0, input.indexOf("="));
    const covered = parseDictionary(input).get(label) as InnerList;
    t.equal(`${label}=${serializeInnerList(covered)}`, input, "Signature-Input is read and written alike");
    if (section === PARAMETER) {
      t.throws(
        () => signatureBase(signedMessage(vectors[message]), covered),
        new HttpSignatureError("unsupported-component"),
      );
      return;
    }
    const built = signatureBase(signedMessage(vectors[message]), covered);
    t.equal(built, base.join("\n"), "signature base");
    t.ok(
      verifies(algorithm, vectors.keys[key] ?? "", built, Buffer.from(signature, "base64")),
      "the RFC's signature verifies",
    );
    t.notOk(
      verifies(
        algorithm,
        vectors.keys[key] ?? "",
        built.replace("json", "JSON").replace("dog", "Dog"),
        Buffer.from(signature, "base64"),
      ),
      "another base does not",
    );
  });
}
