import type { PartyList } from "../../domain/generated/answers.ts";
import { formed, listOf, members, party, text } from "../../sdk/answer-shape.ts";
import type { GatewayClient } from "../../sdk/index.ts";
import type { Terminal } from "../terminal/terminal.ts";

const LIST = members({ parties: listOf(members({ id: party, name: members({ zh: text, en: text }) })) });

/** Asks the directory for the parties with their names. */
export async function partiesIn(client: GatewayClient, signal: AbortSignal): Promise<PartyList["parties"]> {
  return formed<PartyList>(await client.json({ method: "GET", path: "/v1/directory", signal }), LIST).parties;
}

/**
 * Asks the directory, once, for the names by which parties are shown in Chinese; English shows their ids. It is asked after
 * the answer that is to be shown, which must not wait for it in vain: without it ids are shown in Chinese too.
 */
export async function learnParties(terminal: Terminal, client: GatewayClient): Promise<void> {
  if (terminal.language !== "zh" || terminal.json || terminal.parties !== undefined) return;
  const list = await partiesIn(client, terminal.world.signal).catch(() => []);
  terminal.parties = new Map(list.map(({ id, name }) => [id, name.zh]));
}
