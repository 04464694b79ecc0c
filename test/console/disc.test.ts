/** Discs in the browser: a package of a real gateway is opened, read and answered on a desk that reaches no gateway. */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { serveOffLineDesk } from "../../src/gateway/off-line-desk.ts";
import { documentField } from "../../src/cli/kept/schemas.ts";
import { Carrier } from "../../src/sdk/index.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, openConsole } from "../support/console/console-page.ts";
import { filledAnswer } from "../support/console/filled-answer.ts";
import { clientOf, exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { until } from "../support/until.ts";

const skip = outside(t, browsers.hasBrowser, "discs in a browser", "chromium");
/** Status of the page when it is asked for under another name. */
async function statusFor(origin: string, host: string): Promise<number | undefined> {
  const [answer] = (await once(get(`${origin}/console/disc`, { headers: { host }, agent: false }), "response")) as [
    IncomingMessage,
  ];
  answer.resume();
  return answer.statusCode;
}

const PARTY = "civil-affairs";

t.test("the desk without a gateway", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const sender = await senderOf(home);
  const list = renumbered(await exampleList());
  const { answer } = await sender.push(await sender.seal(list as never, { type: "aid-subject-list", to: [PARTY] }));
  const packet = answer.packets[0]?.id ?? "";
  const carrier = new Carrier(await clientOf(home, "operator"));
  const bytes = await until("the entry is published", () => carrier.package(packet).catch(() => undefined));
  const dir = t.testdir();
  const aidx = new CommandLine(dir, { AIDX_GATEWAY: home.url });
  t.equal((await aidx.run("trust pin --gateway-trust gateway.trust.json")).code, 0);
  const disc = path.join(dir, "list.aidpkg");
  await writeFile(disc, bytes);
  const changed = path.join(dir, "changed.aidpkg");
  await writeFile(changed, Buffer.from(bytes).subarray(0, -1));

  const desk = await serveOffLineDesk(0);
  if (desk === undefined) throw new Error("the console is built");
  t.teardown(() => desk.close());
  const { origin } = new URL(desk.url);
  t.equal((await fetch(`${origin}/v1/inbox`)).status, 404, "there is no gateway behind it");
  t.equal((await fetch(desk.url, { method: "POST" })).status, 405);
  t.equal(await statusFor(origin, "rebound.example"), 421, "another name that leads to this machine");

  const browser = await browsers.startBrowser(t);
  const { page, context, problems, violations, asked } = await openConsole(t, browser, desk.url);
  await page.getByRole("heading", { name: "离线包" }).waitFor();
  t.same(await page.locator("nav a").allInnerTexts(), ["离线包"], "only what works without a gateway");
  t.same(await axeFaults(page), [], "the door");
  await page.getByLabel("单位标识").fill(PARTY);
  await page.getByLabel("选择密钥文件").setInputFiles(path.join(home.keys, "dev", `${PARTY}.jwks.json`));
  await page.getByLabel("选择网关信任文件").setInputFiles(path.join(dir, "gateway.trust.json"));
  await page.getByRole("button", { name: "导入并登录" }).click();

  await page.getByLabel("选择离线包").setInputFiles(changed);
  await page.getByText("不是完整的离线包").waitFor();
  await page.getByLabel("选择离线包").setInputFiles(disc);
  await page.getByText("数据包已记入网关的签名日志").waitFor();
  const checks = await page.locator(".checks li").allInnerTexts();
  t.equal(checks.length, 4);
  t.ok(
    checks.every((line) => line.includes("通过")),
    checks.join(" | "),
  );
  const name = (list["subjects"] as { identity: { name: string } }[])[0]?.identity.name ?? "";
  await page.locator("article").getByText(name).first().waitFor();
  t.same(await axeFaults(page), [], "an opened package");

  const saved = async (press: () => Promise<void>) => {
    const [download] = await Promise.all([page.waitForEvent("download"), press()]);
    return { name: download.suggestedFilename(), text: await readFile((await download.path()) ?? "", "utf8") };
  };
  await page.getByRole("button", { name: "签收", exact: true }).first().click();
  const receipt = await saved(() => page.getByRole("dialog").getByRole("button", { name: "签收" }).click());
  t.equal(receipt.name, `${packet}.aidreceipt`);

  const { transferId } = list["header"] as { transferId: string };
  const answers = filledAnswer(await documentField("feedback", "1.1"), list, { answers: transferId, reply: "10 受理" });
  await page.getByLabel("选择填好的").setInputFiles({ name: "a.xlsx", mimeType: "", buffer: Buffer.from(answers) });
  const feedback = await saved(() => page.getByRole("button", { name: "签名并保存" }).click());
  t.match(feedback.name, /\.aidmsg$/);

  t.same(problems, []);
  t.same(violations, []);
  t.same(
    asked.filter((url) => new URL(url).origin !== origin),
    [],
    "nobody else is asked",
  );
  t.same(
    asked.filter((url) => decodeURIComponent(url).includes(name)),
    [],
  );
  t.notMatch(JSON.stringify(await context.storageState()), name, "nothing of a packet is kept");

  like(t, await carrier.handIn(feedback.text), { kind: "message", from: PARTY, repeat: false });
  like(t, await carrier.handIn(receipt.text), {
    kind: "receipt",
    repeat: false,
    receipt: { packet, outcome: "accepted" },
  });
  like(t, await carrier.handIn(receipt.text), { repeat: true });
});
