import { isUuid7 } from "../../wire/uuid7.ts";
import type { PacketView } from "../../sdk/index.ts";
import { CommandError, type Ending, endingOf, endingOfAll } from "../terminal/exit-code.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * `aidx requeue PACKET…` and `aidx reseal PACKET…`, for an operator (`ops:write`): pushes a packet whose
 * delivery failed once more, or seals one that its recipient could not decrypt for its present key.
 */
export async function operate(
  terminal: Terminal,
  verb: "requeue" | "reseal",
  packets: readonly string[],
  options: PartyOptions,
): Promise<Ending> {
  if (!packets.every(isUuid7)) {
    throw new CommandError("usage", { zh: "数据包标识须为小写 UUIDv7", en: "a packet id is a UUIDv7 in lower case" });
  }
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  const endings: Ending[] = [];
  for (const id of new Set(packets)) {
    try {
      const view = (await client.json({ method: "POST", path: `/v1/packets/${id}/${verb}`, signal })) as PacketView;
      terminal.result(view, `${id} → ${view.id}  ${view.recipient}  ${view.state}`);
      endings.push("ok");
    } catch (error) {
      if (signal.aborted) throw error;
      const ending = endingOf(error);
      terminal.result(
        { packet: id, error: { ending, message: terminal.explain(error) } },
        `${id}  ${terminal.explain(error)}`,
      );
      endings.push(ending);
    }
  }
  return endingOfAll(endings);
}
