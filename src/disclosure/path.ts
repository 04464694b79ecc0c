/** Reads one place of a document; undefined when the document does not have it. */
export type Getter = (of: unknown) => unknown;

/** Reads a member of an object of a parsed JSON document. `name` must not be one that every object inherits. */
export function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

/** Splits a dotted path. Throws for a name that every object inherits: it would be found in every document. */
function split(path: string): string[] {
  const names = path.split(".");
  for (const name of names) if (name in Object.prototype) throw new RangeError(`not a member name: ${name}`);
  return names;
}

/** Compiles a dotted path of member names, such as `longTerm.needed`. Throws RangeError for a name such as `constructor`. */
export function compilePath(path: string): Getter {
  const names = split(path);
  const [first = "", second, third] = names;
  if (second === undefined) return (of) => member(of, first);
  if (third === undefined) return (of) => member(member(of, first), second);
  return (of) => {
    let value = of;
    for (const name of names) value = member(value, name);
    return value;
  };
}

/** Compiles a dotted path to a setter that makes missing objects on the way. Throws RangeError as `compilePath`. */
export function compileSetter(path: string): (into: Record<string, unknown>, value: unknown) => void {
  const names = split(path);
  const last = names.pop() ?? path;
  if (names.length === 0) {
    return (into, value) => {
      into[last] = value;
    };
  }
  return (into, value) => {
    let at = into;
    for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
    at[last] = value;
  };
}
