import type { Bilingual } from "../../domain/bilingual.ts";
import type { EvidenceModel } from "../model.ts";
import type { Line } from "./content.ts";

/** The model with the names that the parts of the summary use: names of parties, numbers of messages and packets. */
export interface View {
  readonly model: EvidenceModel;
  /** A party's name, or its id when it has none. */
  name(party: string): Bilingual;
  /** Name and id. */
  party(party: string): readonly Line[];
  /** Name of a packet in this summary, or its id when it is not of the thread. */
  packet(id: string): Bilingual;
  /** Name of a message in this summary. */
  message(id: string): Bilingual;
}

/** Numbers messages in the order of acceptance and packets in the order of sealing, from 1. */
export function viewOf(model: EvidenceModel): View {
  const packets = new Map(model.packets.map(({ id }, at) => [id, at + 1]));
  const messages = new Map(model.messages.map(({ id }, at) => [id, at + 1]));
  const name = (party: string) =>
    (Object.hasOwn(model.parties, party) ? model.parties[party] : undefined) ?? { zh: party, en: party };
  return {
    model,
    name,
    party: (party) => (Object.hasOwn(model.parties, party) ? [name(party), { fine: party }] : [{ fine: party }]),
    packet: (id) => numbered(packets, id, "数据包", "packet"),
    message: (id) => numbered(messages, id, "报文", "message"),
  };
}

function numbered(numbers: ReadonlyMap<string, number>, id: string, zh: string, en: string): Bilingual {
  const number = numbers.get(id) ?? id;
  return { zh: `${zh} ${number}`, en: `${en} ${number}` };
}
