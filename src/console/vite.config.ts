import react from "@vitejs/plugin-react";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { defineConfig, type Plugin } from "vite";
import path from "node:path";
import { checkSource } from "../schema/standalone.ts";
import { CONSOLE_WORDS } from "./words/words.ts";

const CATALOGUE = /^virtual:catalogue\/(zh|en)$/;

const CHECK = /^virtual:check\/([\w-]+)\/([\d.]+)$/;

/** Makes a compiled catalogue (Lingui) of the words of one language: a page with this policy cannot compile ICU messages. */
function catalogues(): Plugin {
  return {
    name: "catalogues",
    resolveId: (id) => (CATALOGUE.test(id) ? `\0${id}` : undefined),
    load(id) {
      const [, language] = CATALOGUE.exec(id.slice(1)) ?? [];
      if (language !== "zh" && language !== "en") return undefined;
      const messages = Object.entries(CONSOLE_WORDS).map(([id, word]) => [id, compileMessage(word[language])]);
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
