/** Reader of DER (ITU-T X.690). It is strict: a value that is not in the one form that DER gives it is refused. */

/** Tags with their class and form. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nullValue: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Gives the tag of `[n]`, constructed. */
export function context(n: number): number {
  return 0xa0 | n;
}

/** A value as it was read. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Bytes of tag, length and content. */
  readonly whole: Uint8Array;
}

/** Reads values in their order. Each method throws `TypeError` when the next value is not what it reads. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True when all values are read. */
  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Checks that no value follows. */
  end(): void {
    if (!this.done) throw new TypeError("trailing bytes");
  }

  /** Reads the next value of any tag. */
  any(): DerValue {
    const start = this.#at;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw new TypeError("a tag of several bytes");
    const length = this.#length();
    const begin = this.#at;
    if (length > this.#bytes.length - begin) throw new TypeError("cut off");
    this.#at = begin + length;
    return {
      tag,
      content: this.#bytes.subarray(begin, this.#at),
      whole: this.#bytes.subarray(start, this.#at),
    };
  }

  /** Reads the next value, which must have that tag. */
  value(tag: number): DerValue {
    const value = this.any();
    if (value.tag !== tag) throw new TypeError("another tag");
    return value;
  }

  /** Reads the content of the next value, which must have that tag. */
  content(tag: number): Uint8Array {
    return this.value(tag).content;
  }

  /** Gives a reader of the content of the next value, which must have that tag. */
  into(tag: number): DerReader {
    return new DerReader(this.content(tag));
  }

  /** Reads the next value when it has that tag; undefined without reading it when it has another. */
  optional(tag: number): DerValue | undefined {
    return this.#bytes[this.#at] === tag ? this.any() : undefined;
  }

  /** Reads an INTEGER from 0 to 127. */
  small(): number {
    const [value, ...more] = this.content(TAG.integer);
    if (value === undefined || value > 0x7f || more.length > 0) throw new TypeError("not a small number");
    return value;
  }

  /** Reads a positive INTEGER: its magnitude, big-endian. */
  positive(): Uint8Array {
    const content = this.content(TAG.integer);
    const [first = 0x80, second = 0] = content;
    if (first >= 0x80 || (first === 0 && (content.length === 1 || second < 0x80))) {
      throw new TypeError("not a positive number in its shortest form");
    }
    return first === 0 ? content.subarray(1) : content;
  }

  /** Reads an object identifier, with dots. */
  oid(): string {
    const arcs: number[] = [];
    let arc = 0;
    const content = this.content(TAG.oid);
    for (const byte of content) {
      if (arc === 0 && byte === 0x80) throw new TypeError("not the shortest form");
      arc = arc * 128 + (byte & 0x7f);
      if (byte >= 0x80) continue;
      arcs.push(arc);
      arc = 0;
    }
    const [first, ...rest] = arcs;
    if (first === undefined || ((content.at(-1) ?? 0) & 0x80) !== 0) throw new TypeError("not an object identifier");
    const root = Math.min(Math.floor(first / 40), 2);
    return [root, first - 40 * root, ...rest].join(".");
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new TypeError("cut off");
    this.#at++;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const bytes = first & 0x7f;
    if (bytes > 3) throw new TypeError("too long");
    let length = 0;
    for (let n = 0; n < bytes; n++) length = length * 256 + this.#byte();
    // The indefinite form, which has no bytes of length, is refused here too.
    if (length < 0x80 || length < 256 ** (bytes - 1)) throw new TypeError("not the shortest length");
    return length;
  }
}
