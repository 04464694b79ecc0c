/** The command line's calculator of due dates, with a real gateway. */
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { gatewayHome, start } from "../support/gateway/gateway.ts";

t.test("aidx deadline tells the date, the rule and its source in the reader's language", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const zh = await aidx.run("deadline 2026-10-09 D12 --party civil-affairs --lang zh");
  t.equal(zh.code, 0, zh.stderr);
  t.match(zh.stdout, /低保审核确认.*30 个工作日.*2026-11-19.*民发〔2021〕57号.*已核对原文/);
  const en = await aidx.run("deadline 2026-12-28 D30 --party civil-affairs --lang en");
  t.match(en.stdout, /5 working days.*2027-01-04.*provisional/);
  t.equal((await aidx.run("deadline 2026-02-30 D12 --party civil-affairs")).code, 1);
});
