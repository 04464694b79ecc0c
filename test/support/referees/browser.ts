import { createReadStream, createWriteStream, existsSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import type { Test } from "tap";
import { temporaryDirectory } from "../store/postgres.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = PLACES.find((path) => existsSync(path));

/** True when this machine has a browser that a test can drive. */
export const hasBrowser = executablePath !== undefined;

/** Starts a browser without a window; it ends with the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  return launch(t, executablePath ?? "");
}

const OLDEST = path.resolve(".ci/chromium-109/node_modules/@sparticuz/chromium/bin/chromium.br");

/** True when Chromium 109 is here, the oldest that the SDK's bundle is made for. */
export const hasOldestBrowser = existsSync(OLDEST);

/** What brings Chromium 109. */
export const OLDEST_FROM = "npm ci --prefix .ci/chromium-109 --ignore-scripts";

/** Starts Chromium 109; it ends with the test. */
export async function startOldestBrowser(t: Test): Promise<Browser> {
  const program = path.join(await temporaryDirectory(t), "chromium");
  await pipeline(createReadStream(OLDEST), createBrotliDecompress(), createWriteStream(program, { mode: 0o700 }));
  return launch(t, program);
}

async function launch(t: Test, program: string): Promise<Browser> {
  // Without a locale Chromium names a download with a Chinese name "download".
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"], env });
  t.teardown(() => browser.close());
  return browser;
}
