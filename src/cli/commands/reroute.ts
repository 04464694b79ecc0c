import type { CaseItem } from "../../domain/generated/answers.ts";
import { Cases } from "../../sdk/index.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { needText, partyText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { localTime } from "../terminal/local-time.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx reroute`. */
export interface RerouteOptions extends PartyOptions {
  readonly need?: string;
  /** Department that passed it on. */
  readonly from?: string;
  readonly item?: string;
}

/** Runs `aidx reroute THREAD PARTY`: sends a need that its department passed on (转办) to another one. */
export async function reroute(
  terminal: Terminal,
  thread: string,
  to: string,
  options: RerouteOptions,
): Promise<Ending> {
  const client = await connect(terminal, options);
  const cases = new Cases(client);
  const { signal } = terminal.world;
  const { id } = waiting(await cases.case(thread, { signal }), options);
  const answer = await cases.reroute(thread, id, to, { signal });
  await learnParties(terminal, client);
  const recipient = partyText(terminal, answer.recipient);
  const due = localTime(answer.due.receipt);
  terminal.result(
    answer,
    terminal.say({
      zh: `已移送 ${recipient}，数据包 ${answer.packet}，签收时限 ${due}`,
      en: `sent to ${recipient}, packet ${answer.packet}, receipt due ${due}`,
    }),
  );
  return "ok";

  /** Finds the one item that waits for another department. @throws {CommandError} for none, and for several */
  function waiting(
    { subjects }: { readonly subjects: readonly { readonly items: readonly CaseItem[] }[] },
    { need, from, item }: RerouteOptions,
  ): CaseItem {
    const passed = subjects
      .flatMap(({ items }) => items)
      .filter(({ state }) => state === "passed")
      .filter((one) => need === undefined || one.need === need)
      .filter((one) => from === undefined || one.department === from)
      .filter((one) => item === undefined || one.id === item);
    const [first] = passed;
    if (first === undefined) {
      throw new CommandError("refused", {
        zh: "该移送中没有这样的转出事项",
        en: "no such need of this thread was passed on",
      });
    }
    if (passed.length > 1) {
      const list = passed.map((one) => `${one.id}  ${needText(terminal, one.need)}  ${one.department}`).join("\n");
      throw new CommandError("usage", {
        zh: `有多项转出的事项，请以 --item 指明：\n${list}`,
        en: `several needs were passed on; name one with --item:\n${list}`,
      });
    }
    return first;
  }
}
