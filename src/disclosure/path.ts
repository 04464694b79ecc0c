/** Reads one place of a document; undefined when it is not there. */
export type Getter = (of: unknown) => unknown;

/** A member of an object of a parsed JSON document. */
export function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (of as Record<string, unknown>)[name]
    : undefined;
}

/** Compiles a dotted path of member names, such as `longTerm.needed`. */
export function compilePath(path: string): Getter {
  const names = path.split(".");
  const [only] = names;
  if (names.length === 1 && only !== undefined) return (of) => member(of, only);
  return (of) => {
    let value = of;
    for (const name of names) value = member(value, name);
    return value;
  };
}

/** Writes one place of a document being built, making the objects on the way. */
export function compileSetter(path: string): (into: Record<string, unknown>, value: unknown) => void {
  const names = path.split(".");
  const last = names.pop() ?? path;
  return (into, value) => {
    let at = into;
    for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
    at[last] = value;
  };
}
