import type { Page } from "playwright-core";
import type { Test } from "tap";
import { axeFaults } from "./console-page.ts";

/** Looks at a page as it is, in Chinese and in English: accessibility, and that no word is missing. */
export async function lookAtBoth(t: Test, page: Page, what: string): Promise<void> {
  t.same(await axeFaults(page), [], `${what}, Chinese`);
  await page.getByRole("button", { name: "切换为英文" }).click();
  await page.getByRole("button", { name: "切换为中文" }).waitFor();
  t.same(await axeFaults(page), [], `${what}, English`);
  const text = await page.locator("main").innerText();
  t.same(/\{[a-z]+\}|undefined|\[object/.exec(text), null, `${what}: no word is missing`);
  await page.getByRole("button", { name: "切换为中文" }).click();
  await page.getByRole("button", { name: "切换为英文" }).waitFor();
}
