import { fromBER } from "asn1js";
import { Certificate, SignedData, TimeStampResp, TSTInfo } from "pkijs";

/** What a time stamp says of itself. */
export interface StampFacts {
  /** The authority's time. */
  readonly genTime: Date;
  /** Common name and organisation of the signer's certificate, as far as it is there and has them. */
  readonly authority: string;
}

/** Common name, organisation (X.520). */
const NAMES = ["2.5.4.3", "2.5.4.10"] as const;

/** Reads a time stamp (RFC 3161), verifying nothing; undefined for bytes that are none. */
export function stampFacts(token: Uint8Array): StampFacts | undefined {
  try {
    const { timeStampToken } = new TimeStampResp({ schema: fromBER(new Uint8Array(token)).result });
    const signed = new SignedData({ schema: timeStampToken?.content as never });
    const content = new Uint8Array(signed.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0));
    const { genTime } = new TSTInfo({ schema: fromBER(content).result });
    return Number.isNaN(genTime.getTime()) ? undefined : { genTime, authority: authorityOf(signed) };
  } catch {
    return undefined;
  }
}

function authorityOf({ certificates = [], signerInfos }: SignedData): string {
  const sid: unknown = signerInfos[0]?.sid;
  const serial = typeof sid === "object" && sid !== null && "serialNumber" in sid ? sid.serialNumber : undefined;
  const signer = certificates.find(
    (one): one is Certificate => one instanceof Certificate && one.serialNumber.isEqual(serial as never),
  );
  const names = NAMES.flatMap((oid) =>
    (signer?.subject.typesAndValues ?? [])
      .filter(({ type }) => type === oid)
      .map(({ value }) => value.valueBlock.value),
  );
  return [...new Set(names.filter((name): name is string => typeof name === "string"))].join(", ");
}
