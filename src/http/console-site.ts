import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Content codings in which the build leaves its files, the smallest first, with the endings of their names. */
const CODINGS = { br: ".br", gzip: ".gz" } as const;

/** Content coding of a file that was compressed when the console was built. */
export type Coding = keyof typeof CODINGS;

/** File of the console, as it is sent. */
export interface ConsoleFile {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly coding?: Coding;
}

/** The built console: one page, and files whose names change with their content. */
export interface ConsoleSite {
  /** Makes the page. @param nonce for the styles that the page makes while it runs */
  page(nonce: string): string;
  /** Path of the page, such as `/console/`; longer where the gateway is behind a path of a proxy. */
  readonly root: string;
  /** Reads a file, compressed in one of the codings that the caller takes; undefined when there is none of that name. */
  file(name: string, takes: (coding: string) => boolean): Promise<ConsoleFile | undefined>;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Reads a console that `npm run build:console` has built: the page is kept, of the files their names.
 *
 * @param base path of the gateway's public URL, `/` mostly
 * @param offLine whether there is no gateway behind it
 * @returns undefined when there is none in the folder
 */
export async function readConsoleSite(folder: string, base: string, offLine = false): Promise<ConsoleSite | undefined> {
  const built = await readFile(path.join(folder, "index.html")).catch(() => undefined);
  if (built === undefined) return undefined;
  const root = `${base.replace(/\/$/, "")}/console/`;
  const assets = path.join(folder, "assets");
  const names = new Set(await readdir(assets));
  // The build names its files relative to the page, whose own path may be any below the root.
  const html = decodeUtf8(built)
    .replaceAll('"./', `"${root}`)
    .replace("{root}", root)
    .replace("{off-line}", offLine ? "yes" : "no");
  return {
    root,
    page: (nonce) => html.replaceAll("{nonce}", nonce),
    async file(name, takes) {
      const mediaType = MEDIA_TYPES[path.extname(name)];
      if (mediaType === undefined || !names.has(name)) return undefined;
      for (const [coding, ending] of Object.entries(CODINGS) as [Coding, string][]) {
        if (!takes(coding) || !names.has(name + ending)) continue;
        return { bytes: await readFile(path.join(assets, name + ending)), mediaType, coding };
      }
      return { bytes: await readFile(path.join(assets, name)), mediaType };
    },
  };
}
