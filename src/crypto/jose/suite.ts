import { signedAs } from "../../wire/token.ts";
import { andThen } from "../maybe-promise.ts";
import { EnvelopeError, type Suite } from "../suite.ts";
import { decryptJwe, encryptJwe } from "./jwe.ts";
import { signJws, verifyJws } from "./jws.ts";

/**
 * The suite `jose` of protocol section 2: a compact JWE around a compact JWS. With the default pair,
 * ES256 and ECDH-ES, every method returns at once; any other algorithm is the library jose's and
 * returns a promise.
 *
 * @param maxLength longest envelope or signed object that is looked at, in bytes or characters
 */
export function createJoseSuite(maxLength: number): Suite {
  return {
    id: "jose",
    mediaType: "application/jose",

    seal(payload, typ, signer, recipient) {
      return andThen(signJws(payload, typ, signer), (jws) => encryptJwe(jws, recipient));
    },

    open(envelope, typ, ring, signerOf) {
      if (envelope.length > maxLength) throw new EnvelopeError("parse");
      return andThen(decryptJwe(view(envelope), ring), (jws) => verifyJws(jws, signedAs(typ), signerOf));
    },

    sign(payload, typ, signer) {
      return andThen(signJws(payload, typ, signer), (jws) => jws.toString("latin1"));
    },

    verify(signed, typ, signerOf) {
      if (signed.length > maxLength) throw new EnvelopeError("inner-parse");
      // UTF-8: what is not ASCII has no byte of base64url's alphabet in it.
      return verifyJws(Buffer.from(signed, "utf8"), signedAs(typ), signerOf);
    },
  };
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
