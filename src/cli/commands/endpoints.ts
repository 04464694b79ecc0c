import type { OperatorEndpoint, OperatorEndpoints } from "../../domain/generated/answers.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { ENDPOINT, ENDPOINTS } from "../program/operator-answers.ts";
import { formed } from "../../sdk/answer-shape.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { partyText } from "../terminal/codes-in-words.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx endpoints`. */
export interface EndpointOptions extends PartyOptions {
  readonly on?: boolean;
  readonly off?: boolean;
}

const TABLE: readonly Column<OperatorEndpoint>[] = [
  { zh: "单位", en: "party", of: ({ party }, terminal) => partyText(terminal, party) },
  { zh: "状态", en: "state", of: ({ state }, terminal) => terminal.say(wordOf("endpoint", state)) },
  { zh: `起始（${ZONE}）`, en: `since (${ZONE})`, of: ({ since }) => localTime(since) },
  { zh: "原因", en: "cause", of: ({ cause }, terminal) => cause && terminal.say(causeWord(cause)) },
  { zh: "推送控制", en: "circuit", of: ({ circuit }, terminal) => circuit && terminal.say(wordOf("circuit", circuit)) },
  { ...wordOf("state", "queued"), of: ({ queued }) => queued },
  { ...wordOf("state", "failed"), of: ({ failed }) => failed },
  { zh: "最早待送达", en: "oldest queued", of: ({ oldestQueued }) => localTime(oldestQueued) },
  { zh: "最近推送成功", en: "last taken", of: ({ deliveredAt }) => localTime(deliveredAt) },
];

/**
 * Runs `aidx endpoints` for an operator (`ops:read`): shows how each party gets its packets, what waits and what failed; with
 * `--on` or `--off` (`ops:write`) turns the endpoints of the named parties on or off.
 */
export async function endpoints(
  terminal: Terminal,
  parties: readonly string[],
  options: EndpointOptions,
): Promise<Ending> {
  const to = options.on === true ? "on" : options.off === true ? "off" : undefined;
  if (to !== undefined && parties.length === 0) {
    throw new CommandError("usage", { zh: "--on 与 --off 须指明单位", en: "--on and --off need the parties' ids" });
  }
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  if (to !== undefined) {
    const turn = async (party: string): Promise<Ending> => {
      const path = `/v1/endpoints/${encodeURIComponent(party)}/${to}`;
      const now = formed<OperatorEndpoint>(await client.json({ method: "POST", path, signal }), ENDPOINT);
      terminal.result(now, `${now.party}  ${terminal.say(wordOf("endpoint", now.state))}`);
      return "ok";
    };
    return inTurn(terminal, new Set(parties), (party) => ({ party }), turn);
  }
  const answer = await client.json({ method: "GET", path: "/v1/endpoints", signal });
  const { items } = formed<OperatorEndpoints>(answer, ENDPOINTS);
  await learnParties(terminal, client);
  const shown = parties.length === 0 ? items : items.filter(({ party }) => parties.includes(party));
  if (terminal.json) for (const item of shown) terminal.result(item, "");
  else terminal.result({}, itemTable(terminal, TABLE, shown));
  return "ok";
}
