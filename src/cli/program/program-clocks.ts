import type { Registrar } from "./registrar.ts";

/** Adds the commands about deadlines. */
export function addClockCommands({ terminal, say, command, asParty, action }: Registrar): void {
  const computes = asParty(
    command("deadline <date> <rule>", {
      zh: "计算自某日起算的事项何时到期，附规则及其依据",
      en: "compute when something is due that starts on a day, with the rule and its source",
    }),
  )
    .option("--division <code>", say("部门的行政区划代码", "division code of the department"))
    .option("--need <code>", say("救助需求，如 N01", "need, such as N01"))
    .option("--urgency <code>", say("紧急程度", "urgency"))
    .option("--circumstance <word>", say("情形，见 docs/deadlines.md", "circumstance, see docs/deadlines.md"))
    .option("--extension <code>", say("延长事由 X1 至 X4", "extension, X1 to X4"));
  computes.action(
    action(async () => (await import("../commands/deadline.ts")).deadline(terminal, computes.args, computes.opts())),
  );
}
