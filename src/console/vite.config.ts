import react from "@vitejs/plugin-react";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { defineConfig, type Plugin } from "vite";
import path from "node:path";
import { checkSource } from "../schema/standalone.ts";
import { CONSOLE_WORDS, FIRST_WORDS, LATER_WORDS } from "./words/words.ts";

/** Catalogues: Chinese in two, of which the first comes with the first page; English, which is loaded when it is chosen. */
const CATALOGUES = new Map([
  ["virtual:catalogue/zh", { words: FIRST_WORDS, language: "zh" }],
  ["virtual:catalogue/zh-later", { words: LATER_WORDS, language: "zh" }],
  ["virtual:catalogue/en", { words: CONSOLE_WORDS, language: "en" }],
] as const);

const CHECK = /^virtual:check\/([\w-]+)\/([\d.]+)$/;

/** Makes compiled catalogues (Lingui): a page with this policy cannot compile ICU messages. */
function catalogues(): Plugin {
  return {
    name: "catalogues",
    resolveId: (id) => (CATALOGUES.has(id as never) ? `\0${id}` : undefined),
    load(id) {
      const catalogue = CATALOGUES.get(id.slice(1) as never);
      if (catalogue === undefined) return undefined;
      const { words, language } = catalogue;
      const messages = Object.entries(words).map(([name, word]) => [name, compileMessage(word[language])]);
      return `export default ${JSON.stringify(Object.fromEntries(messages))};`;
    },
  };
}

/** Makes the checks of documents that are composed in a page (`virtual:check/{type}/{version}`), which cannot compile a schema. */
function checks(): Plugin {
  const root = path.join(import.meta.dirname, "../..");
  return {
    name: "checks",
    resolveId: (id) => (CHECK.test(id) ? `\0${id}` : undefined),
    load(id) {
      const [, type, version] = CHECK.exec(id.slice(1)) ?? [];
      if (type === undefined || version === undefined) return undefined;
      return checkSource(path.join(root, "schemas"), type, version, path.join(root, "src/schema"));
    },
  };
}

/** Settings of the build: what Chromium 109 runs, with relative names, nothing inline and no file from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react(), catalogues(), checks()],
  worker: { format: "es" },
  build: {
    target: "chrome109",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    chunkSizeWarningLimit: 1000,
  },
});
