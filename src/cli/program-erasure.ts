import { Option } from "commander";
import { ERASURE_BASES } from "../domain/erasure-basis.ts";
import type { Registrar } from "./program-audit.ts";

/** Destroying payloads on a recorded request. */
export function addErasure({ terminal, command, asParty, action }: Registrar): void {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  const erasures = asParty(
    command("erase <thread>", {
      zh: "依登记的请求销毁一件移送的内容（运营方）",
      en: "destroy the payloads of a thread on a recorded request (operator)",
    }),
  )
    .addOption(
      new Option("--basis <code>", say("依据", "on which ground")).choices([...ERASURE_BASES]).makeOptionMandatory(),
    )
    .requiredOption(
      "--reference <number>",
      say("登记编号，不得为个人号码", "number in your register, never a person's"),
    );
  erasures.action(
    action(async () => (await import("./commands/erase.ts")).erase(terminal, erasures.args[0] ?? "", erasures.opts())),
  );
}
