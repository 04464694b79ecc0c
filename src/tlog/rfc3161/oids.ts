/** Object identifiers of time stamps. */
export const SHA256_OID = "2.16.840.1.101.3.4.2.1";
/** id-ct-TSTInfo (RFC 3161 section 2.4.2). */
export const TST_INFO_OID = "1.2.840.113549.1.9.16.1.4";
/** id-ce-extKeyUsage, id-kp-timeStamping (RFC 3161 section 2.3). */
export const EKU = { extension: "2.5.29.37", timeStamping: "1.3.6.1.5.5.7.3.8" } as const;
/** Signed attributes (RFC 5652 section 11; RFC 5035 section 3). */
export const ATTRIBUTES = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
} as const;
/** id-signedData (RFC 5652 section 5.1). */
export const SIGNED_DATA_OID = "1.2.840.113549.1.7.2";
/** Names of digest algorithms in Web Crypto, by identifier. */
export const DIGESTS: Readonly<Record<string, string>> = {
  [SHA256_OID]: "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
