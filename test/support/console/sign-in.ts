import type { Page } from "playwright-core";

/** Signs a unit in by its key file. */
export async function signInAs(page: Page, party: string, file: string): Promise<void> {
  await page.getByLabel("单位标识").fill(party);
  await page.getByLabel("选择密钥文件").setInputFiles(file);
  await page.getByRole("button", { name: "导入并登录" }).click();
}
