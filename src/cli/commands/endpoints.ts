import type { EndpointTest, OperatorEndpoint, OperatorEndpoints } from "../../domain/generated/answers.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { ENDPOINT, ENDPOINT_TEST, ENDPOINTS } from "../program/operator-answers.ts";
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
  readonly pause?: string;
  readonly until?: string;
  readonly test?: boolean;
}

const TABLE: readonly Column<OperatorEndpoint>[] = [
  { zh: "单位", en: "party", of: ({ party }, terminal) => partyText(terminal, party) },
  { zh: "状态", en: "state", of: ({ state }, terminal) => terminal.say(wordOf("endpoint", state)) },
  { zh: `起始（${ZONE}）`, en: `since (${ZONE})`, of: ({ since }) => localTime(since) },
  { zh: "恢复", en: "on again", of: ({ until }) => localTime(until) },
  { zh: "原因", en: "cause", of: ({ cause }, terminal) => cause && terminal.say(causeWord(cause)) },
  { zh: "推送控制", en: "circuit", of: ({ circuit }, terminal) => circuit && terminal.say(wordOf("circuit", circuit)) },
  { ...wordOf("state", "queued"), of: ({ queued }) => queued },
  { ...wordOf("state", "failed"), of: ({ failed }) => failed },
  { zh: "最早待送达", en: "oldest queued", of: ({ oldestQueued }) => localTime(oldestQueued) },
  { zh: "24 小时成功", en: "taken in 24 h", of: ({ pushes, taken }) => (pushes ? `${taken}/${pushes}` : undefined) },
  { zh: "最近推送成功", en: "last taken", of: ({ deliveredAt }) => localTime(deliveredAt) },
];

/**
 * Runs `aidx endpoints` for an operator (`ops:read`): shows how each party gets its packets, what waits and what failed; with
 * `--on`, `--off`, `--pause` or `--test` (`ops:write`) turns the endpoints of the named parties on or off, pauses or tests them.
 */
export async function endpoints(
  terminal: Terminal,
  parties: readonly string[],
  options: EndpointOptions,
): Promise<Ending> {
  const { pause, until } = options;
  const to = (["on", "off", "pause", "test"] as const).find((name) => options[name] !== undefined);
  if (to !== undefined && parties.length === 0) {
    throw new CommandError("usage", { zh: `--${to} 须指明单位`, en: `--${to} needs the parties' ids` });
  }
  if ((pause === undefined) !== (until === undefined)) {
    throw new CommandError("usage", { zh: "--pause 与 --until 须同时给出", en: "--pause and --until go together" });
  }
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  if (to !== undefined) {
    const turn = async (party: string): Promise<Ending> => {
      const path = `/v1/endpoints/${encodeURIComponent(party)}/${to}`;
      const body =
        to === "pause" ? { body: JSON.stringify({ reason: pause, until }), contentType: "application/json" } : {};
      const answer = await client.json({ method: "POST", path, signal, ...body });
      if (to === "test") return tested(terminal, formed<EndpointTest>(answer, ENDPOINT_TEST));
      const now = formed<OperatorEndpoint>(answer, ENDPOINT);
      const end = now.until === undefined ? "" : `  → ${localTime(now.until)}`;
      terminal.result(now, `${now.party}  ${terminal.say(wordOf("endpoint", now.state))}${end}`);
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

/** Tells what a test came to; one that was not taken fails the command. */
function tested(terminal: Terminal, test: EndpointTest): Ending {
  const words = [wordOf("test", test.outcome), causeWord(test.code)].map((word) => terminal.say(word));
  terminal.result(test, [test.party, ...words, `${test.milliseconds} ms`].join("  "));
  return test.outcome === "taken" ? "ok" : "refused";
}
