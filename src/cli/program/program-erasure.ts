import type { Registrar } from "./registrar.ts";
import { Option } from "commander";
import { ERASURE_BASES, LOOKUP_BASES } from "../../domain/recorded-request.ts";
import { NUMBERED_ID_TYPES } from "../../schema/id-number.ts";

/** Adds the commands that find and destroy a person's data on a recorded request. */
export function addErasure({ terminal, say, command, asParty, action }: Registrar): void {
  const recorded = (name: string, text: { zh: string; en: string }, bases: readonly string[]) =>
    asParty(command(name, text))
      .addOption(
        new Option("--basis <code>", say("依据", "ground of the request")).choices([...bases]).makeOptionMandatory(),
      )
      .requiredOption(
        "--reference <number>",
        say("登记编号，不得为个人证件号", "number in your register, never a person's"),
      );

  const finds = recorded(
    "find-person",
    {
      zh: "依登记的请求查找含有某人信息的移送；证件号码从标准输入读取（系统管理员）",
      en: "find the threads that hold a person's data, on a recorded request; the number is read from standard input (operator)",
    },
    LOOKUP_BASES,
  ).addOption(
    new Option("--type <code>", say("证件类型，01 为居民身份证", "type of the document, 01: identity card"))
      .choices([...NUMBERED_ID_TYPES])
      .default("01"),
  );
  finds.action(action(async () => (await import("../commands/find-person.ts")).findPerson(terminal, finds.opts())));

  const approves = asParty(
    command("approve-lookup", {
      zh: "批准系统管理员超过限额的查找请求（安全管理员）",
      en: "approve an operator's request to find a person, above its quota (security administrator)",
    }),
  )
    .requiredOption("--operator <id>", say("提出请求的系统管理员", "party id of the operator"))
    .requiredOption("--reference <number>", say("请求的登记编号", "number of the request in the operator's register"));
  approves.action(
    action(async () => (await import("../commands/approve-lookup.ts")).approveLookup(terminal, approves.opts())),
  );

  const erasures = recorded(
    "erase <thread>",
    {
      zh: "依登记的请求销毁一件移送的内容（系统管理员）",
      en: "destroy the payloads of a thread on a recorded request (operator)",
    },
    ERASURE_BASES,
  );
  erasures.action(
    action(async () => (await import("../commands/erase.ts")).erase(terminal, erasures.args[0] ?? "", erasures.opts())),
  );
}
