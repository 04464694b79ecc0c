import { readFileSync } from "node:fs";

const PAGE = "docs/sdk.md";

/** Programs of a guide by the names that stand beside their language: `ts send.ts`. */
export function programsOfGuide(page = PAGE): ReadonlyMap<string, string> {
  const blocks = readFileSync(page, "utf8").matchAll(/^```(?:ts|js) (\S+)\n([\s\S]*?)^```/gm);
  return new Map([...blocks].map(([, name = "", code = ""]) => [name, code]));
}

/** Lines of a guide's first block in a language. */
export function commandsOfGuide(page = PAGE, language = "sh"): readonly string[] {
  const block = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "m").exec(readFileSync(page, "utf8"))?.[1] ?? "";
  return block.trimEnd().split("\n");
}

/** Bounds that docs/sdk.md promises for the bundle for pages, bytes after gzip. */
export function boundsOfGuide(): { readonly first: number; readonly whole: number } {
  const text = readFileSync(PAGE, "utf8").replaceAll("\n", " ");
  const [, first, whole] =
    /first load is at most (\d+) KiB after gzip, the whole folder at most (\d+) KiB/.exec(text) ?? [];
  return { first: Number(first) * 1024, whole: Number(whole) * 1024 };
}
