/** Lines of the values of a JSON text, and its faults. */
export interface JsonLocations {
  /** Line, from 1, of the value at an RFC 6901 pointer; of the nearest enclosing value when there is no such value. */
  line(pointer: string): number;
  /** Pointers of members whose name occurs twice in one object. */
  readonly duplicates: readonly string[];
  /** Line of the first syntax error; undefined when the text is JSON. */
  readonly syntaxErrorLine: number | undefined;
}

/** One token of RFC 8259 with the white space before it: a structural character, a string, a number or a literal name. */
const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;
const END = /[ \t\n\r]*$/y;

class SyntaxFault extends Error {}

/** Returns tokens one after the other; `offset` is the start of the last one. */
class Tokens {
  readonly #text: string;
  #next = 0;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(): string {
    TOKEN.lastIndex = this.#next;
    const match = TOKEN.exec(this.#text);
    const token = match?.[1] ?? match?.[2] ?? match?.[3];
    if (token === undefined) {
      this.offset = this.#next + this.#text.slice(this.#next).search(/[^ \t\n\r]|$/);
      throw new SyntaxFault();
    }
    this.#next = TOKEN.lastIndex;
    this.offset = this.#next - token.length;
    return token;
  }

  /** Takes a token that must be one of these. */
  expect(...allowed: string[]): string {
    const token = this.take();
    if (!allowed.includes(token)) throw new SyntaxFault();
    return token;
  }

  /** Takes the token when it is this one. */
  skip(wanted: string): boolean {
    const before = this.#next;
    if (this.take() === wanted) return true;
    this.#next = before;
    return false;
  }

  end(): void {
    END.lastIndex = this.#next;
    if (!END.test(this.#text)) this.take();
    else return;
    throw new SyntaxFault();
  }
}

/** Escapes a name or index of an RFC 6901 pointer. */
function segment(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/**
 * Locates the values of a configuration file. People who edit a file by hand need lines and repeated names, and JSON.parse
 * reports neither.
 */
export function locateJson(text: string): JsonLocations {
  const offsets = new Map<string, number>();
  const duplicates: string[] = [];
  const tokens = new Tokens(text);

  const members = (pointer: string): void => {
    const names = new Set<string>();
    if (tokens.skip("}")) return;
    do {
      const token = tokens.take();
      if (!token.startsWith('"')) throw new SyntaxFault();
      const name = JSON.parse(token) as string;
      const place = pointer + segment(name);
      if (names.has(name)) duplicates.push(place);
      names.add(name);
      tokens.expect(":");
      value(place);
    } while (tokens.expect(",", "}") === ",");
  };

  const items = (pointer: string): void => {
    if (tokens.skip("]")) return;
    let index = 0;
    do value(pointer + segment(index++));
    while (tokens.expect(",", "]") === ",");
  };

  const value = (pointer: string): void => {
    const token = tokens.take();
    offsets.set(pointer, tokens.offset);
    if (token === "{") members(pointer);
    else if (token === "[") items(pointer);
    else if ("}],:".includes(token)) throw new SyntaxFault();
  };

  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  let syntaxErrorLine: number | undefined;
  try {
    value("");
    tokens.end();
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    syntaxErrorLine = lineAt(tokens.offset);
  }
  return {
    duplicates,
    syntaxErrorLine,
    line(pointer) {
      let place = pointer;
      while (!offsets.has(place) && place !== "") place = place.slice(0, place.lastIndexOf("/"));
      return lineAt(offsets.get(place) ?? 0);
    },
  };
}
