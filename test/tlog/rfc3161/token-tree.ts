/** Takes time stamps apart with asn1js, which shares no code with the verifier's reader, and makes changed ones. */
import { type BaseBlock, Constructed, fromBER, Sequence, Set as DerSet } from "asn1js";

/** A DER value, made of other values or of bytes. */
export interface Node {
  readonly tag: number;
  readonly parts?: readonly Node[];
  readonly bytes?: Uint8Array;
}

/** Takes a value apart. */
export function treeOf(der: Uint8Array): Node {
  return nodeOf(blockOf(der));
}

/** Encodes a value in DER. */
export function encode(node: Node): Buffer {
  const content = Buffer.concat(node.parts?.map(encode) ?? [node.bytes ?? Buffer.of()]);
  return Buffer.concat([Buffer.of(node.tag, ...lengthOf(content.length)), content]);
}

/** Writes a length as DER does, or with that many bytes, which may be more than DER writes. */
export function lengthOf(length: number, bytes = 0): number[] {
  if (length < 0x80 && bytes === 0) return [length];
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest & 0xff);
  while (digits.length < bytes) digits.unshift(0);
  return [0x80 | digits.length, ...digits];
}

/** Changes the value at a path; an empty result of `change` removes it. */
export function changed(node: Node, path: readonly number[], change: (node: Node) => readonly Node[]): Node {
  const [at, ...rest] = path;
  const parts = node.parts?.flatMap((part, n) => {
    if (n !== at) return [part];
    return rest.length === 0 ? change(part) : [changed(part, rest, change)];
  });
  if (parts === undefined) throw new TypeError("nothing is there");
  return { ...node, parts };
}

/** Paths of the parts of a time stamp through its values, from TimeStampResp on. */
export const AT = {
  statusInfo: [0],
  status: [0, 0],
  contentType: [1, 0],
  signedData: [1, 1, 0],
  version: [1, 1, 0, 0],
  digests: [1, 1, 0, 1],
  content: [1, 1, 0, 2],
  info: [1, 1, 0, 2, 1, 0],
  certificates: [1, 1, 0, 3],
  signerInfos: [1, 1, 0, 4],
  signer: [1, 1, 0, 4, 0],
  signerVersion: [1, 1, 0, 4, 0, 0],
  signerName: [1, 1, 0, 4, 0, 1],
  signerDigest: [1, 1, 0, 4, 0, 2],
  attributes: [1, 1, 0, 4, 0, 3],
  scheme: [1, 1, 0, 4, 0, 4],
  signature: [1, 1, 0, 4, 0, 5],
} as const satisfies Record<string, readonly number[]>;

/** Names the region of each byte of a time stamp: the innermost part of `AT`, `certificate n`, or `frame` for tags and lengths around them. */
export function regionsOf(token: Uint8Array): string[] {
  const regions = Array.from(token, () => "frame");
  const whole = blockOf(token);
  const name = (label: string, path: readonly number[]) => {
    const block = path.reduce<BaseBlock>((at, n) => childrenOf(at)?.[n] ?? fail(), whole);
    const bytes = block.valueBeforeDecodeView;
    regions.fill(label, bytes.byteOffset - base, bytes.byteOffset - base + bytes.length);
  };
  const base = whole.valueBeforeDecodeView.byteOffset;
  for (const [label, path] of Object.entries(AT)) name(label, path);
  const certificates = childrenOf(AT.certificates.reduce<BaseBlock>((at, n) => childrenOf(at)?.[n] ?? fail(), whole));
  for (const n of certificates?.keys() ?? []) name(`certificate ${n}`, [...AT.certificates, n]);
  return regions;
}

function nodeOf(block: BaseBlock): Node {
  const whole = block.valueBeforeDecodeView;
  const tag = whole[0] ?? fail();
  const parts = childrenOf(block);
  if (parts !== undefined) return { tag, parts: parts.map(nodeOf) };
  const head = 1 + ((whole[1] ?? 0) < 0x80 ? 1 : 1 + ((whole[1] ?? 0) & 0x7f));
  return { tag, bytes: whole.slice(head) };
}

function childrenOf(block: BaseBlock): readonly BaseBlock[] | undefined {
  return block instanceof Constructed || block instanceof Sequence || block instanceof DerSet
    ? block.valueBlock.value
    : undefined;
}

function blockOf(der: Uint8Array): BaseBlock {
  const { offset, result } = fromBER(new Uint8Array(der));
  if (offset !== der.length) fail();
  return result;
}

function fail(): never {
  throw new TypeError("not of that form");
}
