/**
 * A slow, plain reader of strict JSON to compare with: one character after the other, names in a set.
 * It shares nothing with the reader under test.
 */
export function referenceParse(source: string, maxDepth: number): { ok: true; value: unknown } | { ok: false } {
  let at = 0;
  const fail = (): never => {
    throw new SyntaxError("reference");
  };
  const blank = (): void => {
    while (at < source.length && " \t\r\n".includes(source.charAt(at))) at++;
  };
  const take = (c: string): boolean => source.startsWith(c, at) && ((at += c.length), true);

  function string(): string {
    let out = "";
    for (;;) {
      const c = source.charAt(at++);
      if (c === "" || c < " ") fail();
      if (c === '"') break;
      if (c !== "\\") {
        out += c;
        continue;
      }
      const e = source.charAt(at++);
      const plain = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[e];
      if (plain !== undefined) out += plain;
      else if (e === "u" && /^[0-9a-fA-F]{4}$/.test(source.slice(at, at + 4))) {
        out += String.fromCharCode(Number.parseInt(source.slice(at, at + 4), 16));
        at += 4;
      } else fail();
    }
    for (let i = 0; i < out.length; i++) {
      const unit = out.charCodeAt(i);
      if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) fail();
      if (unit < 0xd800 || unit > 0xdbff) continue;
      const next = out.charCodeAt(++i);
      if (!(next >= 0xdc00 && next <= 0xdfff)) fail();
    }
    return out;
  }

  function value(depth: number): unknown {
    blank();
    if (take("true")) return true;
    if (take("false")) return false;
    if (take("null")) return null;
    if (take('"')) return string();
    if (take("[")) {
      if (depth >= maxDepth) fail();
      const items: unknown[] = [];
      blank();
      if (take("]")) return items;
      for (;;) {
        items.push(value(depth + 1));
        blank();
        if (take("]")) return items;
        if (!take(",")) fail();
      }
    }
    if (take("{")) {
      if (depth >= maxDepth) fail();
      const names = new Set<string>();
      const object: Record<string, unknown> = {};
      blank();
      if (take("}")) return object;
      for (;;) {
        blank();
        if (!take('"')) fail();
        const name = string();
        if (names.has(name) || name === "__proto__" || /["\\\u0000-\u001f]/.test(name)) fail();
        names.add(name);
        blank();
        if (!take(":")) fail();
        object[name] = value(depth + 1);
        blank();
        if (take("}")) return object;
        if (!take(",")) fail();
      }
    }
    const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/.exec(source.slice(at));
    if (number === null) return fail();
    at += number[0].length;
    const parsed = Number(number[0]);
    return Number.isFinite(parsed) ? parsed : fail();
  }

  try {
    const result = value(0);
    blank();
    if (at !== source.length) fail();
    return { ok: true, value: result };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false };
    throw error;
  }
}
