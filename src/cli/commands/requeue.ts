import type { PacketView } from "../../sdk/index.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Runs `aidx requeue PACKET…` and `aidx reseal PACKET…` for an operator (`ops:write`): pushes a packet again whose
 * delivery failed, or seals one again that its recipient could not decrypt, for its present key.
 */
export async function operate(
  terminal: Terminal,
  verb: "requeue" | "reseal",
  packets: readonly string[],
  options: PartyOptions,
): Promise<Ending> {
  requireIds(packets);
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  return inTurn(
    terminal,
    new Set(packets),
    (packet) => ({ packet }),
    async (id) => {
      const view = (await client.json({ method: "POST", path: `/v1/packets/${id}/${verb}`, signal })) as PacketView;
      terminal.result(view, `${id} → ${view.id}  ${view.recipient}  ${codeText(terminal, "state", view.state)}`);
      return "ok";
    },
  );
}
