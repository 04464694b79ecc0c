import { Integer, OctetString } from "asn1js";
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from "pkijs";
import { SHA256_OID } from "./oids.ts";

/** Media types of RFC 3161 section 3.4. */
export const TIMESTAMP_QUERY = "application/timestamp-query";
export const TIMESTAMP_REPLY = "application/timestamp-reply";

/**
 * Writes a request for a time stamp (RFC 3161 section 2.4.1), which asks for the certificate too.
 *
 * @param imprint SHA-256 of what is to be stamped, 32 bytes
 * @param nonce random bytes, 8 or more, which the answer must repeat
 */
export function timestampRequest(imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256_OID }),
      hashedMessage: new OctetString({ valueHex: new Uint8Array(imprint) }),
    }),
    nonce: new Integer({ valueHex: nonceBytes(nonce) }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

/** Makes a nonce a positive INTEGER of DER, of the same length. */
export function nonceBytes(nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(nonce);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
