/** Operation of RFC 6902; the two kinds that the tests need. */
export interface Operation {
  readonly op: "add" | "remove";
  /** RFC 6901 pointer; its last name is a member or an index. */
  readonly path: string;
  readonly value?: unknown;
}

/** Applies operations to a copy of a document. Unlike in RFC 6902, adding to an index replaces the item. */
export function apply(document: unknown, operations: readonly Operation[]): unknown {
  const copy = structuredClone(document);
  for (const { op, path, value } of operations) {
    const names = path.split("/").slice(1);
    const last = names.pop() ?? "";
    let parent = copy as Record<string, unknown>;
    for (const name of names) parent = parent[name] as Record<string, unknown>;
    if (op === "add") parent[last] = value;
    else delete parent[last];
  }
  return copy;
}
