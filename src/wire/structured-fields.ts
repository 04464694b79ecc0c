/**
 * Structured Fields for HTTP (RFC 9651) as far as message signatures and digests need them: dictionaries of
 * items and inner lists, with parameters. Decimals, dates and display strings do not parse. Runs in browsers.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";

/** A token, which is not a string: `sha-256` and `"sha-256"` differ. */
export interface Token {
  readonly token: string;
}

/** A string, integer, token, byte sequence or boolean. */
export type BareItem = string | number | boolean | Token | Uint8Array;

/** Parameters in the order in which they came, which is signed with them. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** A bare item with its parameters. */
export interface Item {
  readonly value: BareItem;
  readonly params: Parameters;
}

/** A list in parentheses with its parameters. */
export interface InnerList {
  readonly items: readonly Item[];
  readonly params: Parameters;
}

/** A dictionary. A member that comes twice has its last value (RFC 9651 section 4.2.2). */
export type Dictionary = ReadonlyMap<string, Item | InnerList>;

/** Thrown for a text that is not the structured field that it should be. */
export class StructuredFieldError extends Error {
  override readonly name = "StructuredFieldError";

  constructor(at: number) {
    super(`not a structured field, at character ${at}`);
  }
}

/** Tells whether a dictionary member is an inner list. */
export function isInnerList(member: Item | InnerList): member is InnerList {
  return "items" in member;
}

/** Parses a dictionary (RFC 9651 section 4.2.2). @throws {StructuredFieldError} */
export function parseDictionary(text: string): Dictionary {
  return new Reader(text).dictionary();
}

const KEY = /[a-z*][a-z0-9_\-.*]*/y;
const INTEGER = /-?[0-9]{1,15}/y;
const STRING = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const TOKEN = /[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*/y;
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
const BOOLEAN = /\?([01])/y;
const SPACES = / */y;
const BLANKS = /[ \t]*/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  dictionary(): Dictionary {
    const members = new Map<string, Item | InnerList>();
    this.#match(SPACES);
    while (this.#at < this.#text.length) {
      const key = this.#need(KEY)[0];
      const member = this.#take("=") ? this.#member() : { value: true, params: this.#params() };
      members.delete(key);
      members.set(key, member);
      this.#match(BLANKS);
      if (this.#at === this.#text.length) {
        return members;
      }
      if (!this.#take(",")) {
        break;
      }
      this.#match(BLANKS);
      if (this.#at === this.#text.length) {
        break; // a comma with nothing behind it
      }
    }
    if (this.#at < this.#text.length || members.size > 0) {
      throw new StructuredFieldError(this.#at);
    }
    return members;
  }

  #member(): Item | InnerList {
    return this.#text[this.#at] === "(" ? this.#innerList() : this.#item();
  }

  #innerList(): InnerList {
    this.#at += 1;
    const items: Item[] = [];
    for (;;) {
      this.#match(SPACES);
      if (this.#take(")")) {
        return { items, params: this.#params() };
      }
      items.push(this.#item());
      const next = this.#text[this.#at];
      if (next !== " " && next !== ")") {
        throw new StructuredFieldError(this.#at);
      }
    }
  }

  #item(): Item {
    return { value: this.#bareItem(), params: this.#params() };
  }

  #params(): Parameters {
    const params = new Map<string, BareItem>();
    while (this.#take(";")) {
      this.#match(SPACES);
      const key = this.#need(KEY)[0];
      const value = this.#take("=") ? this.#bareItem() : true;
      params.delete(key);
      params.set(key, value);
    }
    return params;
  }

  #bareItem(): BareItem {
    const first = this.#text[this.#at];
    if (first === '"') {
      return (this.#need(STRING)[1] as string).replace(/\\(.)/g, "$1");
    }
    if (first === ":") {
      const bytes = decodeBase64(this.#need(BYTES)[1] as string);
      if (bytes === undefined) {
        throw new StructuredFieldError(this.#at);
      }
      return bytes;
    }
    if (first === "?") {
      return this.#need(BOOLEAN)[1] === "1";
    }
    if (first !== undefined && (first === "-" || (first >= "0" && first <= "9"))) {
      return Number(this.#need(INTEGER)[0]) + 0; // "-0" becomes 0
    }
    return { token: this.#need(TOKEN)[0] };
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) {
      return false;
    }
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) {
      this.#at += found[0].length;
    }
    return found;
  }

  #need(pattern: RegExp): RegExpExecArray {
    const found = this.#match(pattern);
    if (found === null) {
      throw new StructuredFieldError(this.#at);
    }
    return found;
  }
}

/** Serialises an inner list strictly (RFC 9651 section 4.1.1.1). @throws {TypeError} for what cannot be written */
export function serializeInnerList(list: InnerList): string {
  return `(${list.items.map(serializeItem).join(" ")})${serializeParams(list.params)}`;
}

/** Serialises an item strictly (RFC 9651 section 4.1.3). @throws {TypeError} for what cannot be written */
export function serializeItem(item: Item): string {
  return serializeBareItem(item.value) + serializeParams(item.params);
}

/** Serialises parameters (RFC 9651 section 4.1.1.2). */
function serializeParams(params: Parameters): string {
  let text = "";
  for (const [key, value] of params) {
    text += value === true ? `;${key}` : `;${key}=${serializeBareItem(value)}`;
  }
  return text;
}

function serializeBareItem(value: BareItem): string {
  if (typeof value === "string") {
    if (!/^[\x20-\x7e]*$/.test(value)) {
      throw new TypeError("a structured string holds printable ASCII only");
    }
    return `"${value.replace(/["\\]/g, "\\$&")}"`;
  }
  if (typeof value === "number") {
    if (!Number.isInteger(value) || Math.abs(value) > 999_999_999_999_999) {
      throw new TypeError("a structured integer has at most 15 digits");
    }
    return String(value);
  }
  if (typeof value === "boolean") {
    return value ? "?1" : "?0";
  }
  return value instanceof Uint8Array ? `:${encodeBase64(value)}:` : value.token;
}
