import { signedAs } from "../../wire/token.ts";
import { andThen } from "../maybe-promise.ts";
import { EnvelopeError, type Suite } from "../suite.ts";
import { decryptJwe, encryptJwe } from "./jwe.ts";
import { signJws, verifyJws } from "./jws.ts";

/**
 * Makes the suite `jose` of protocol section 2: a compact JWE around a compact JWS. ES256 and ECDH-ES, the
 * default pair, are synchronous; any other algorithm is done by the library jose and returns a promise.
 *
 * @param maxLength longest envelope or signed object that is read, in bytes or characters
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
      return andThen(decryptJwe(view(envelope), ring), ({ jws, recipient }) =>
        andThen(verifyJws(jws, signedAs(typ), signerOf), (opened) => ({ ...opened, recipient })),
      );
    },

    sign(payload, typ, signer) {
      return andThen(signJws(payload, typ, signer), (jws) => jws.toString("latin1"));
    },

    verify(signed, typ, signerOf) {
      if (signed.length > maxLength) throw new EnvelopeError("inner-parse");
      // In UTF-8 a character that is not ASCII has no byte of base64url's alphabet.
      return verifyJws(Buffer.from(signed, "utf8"), signedAs(typ), signerOf);
    },
  };
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
