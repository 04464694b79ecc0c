/** Every entry of the thread, in the order of the log, in words. */
import type { TimelineEntry } from "../model.ts";
import { type Block, column, type Line } from "./content.ts";
import { entryWords } from "./event.ts";
import { shownTime, zonedTime } from "./shown-time.ts";
import { isTime } from "../../wire/value.ts";
import type { View } from "./view.ts";

/** Table with one row for each entry. */
export function timelineTable(view: View): Block {
  return {
    kind: "table",
    caption: { zh: "本次移送的全部条目，按日志顺序", en: "Every entry of the thread, in the order of the log" },
    columns: [
      column("条目", "Entry", 7),
      column("时间（北京时间）", "Beijing time", 20),
      column("事项", "What", 18),
      column("单位", "Who", 20),
      column("说明", "Details", 35),
    ],
    rows: view.model.timeline.map((entry) => {
      const { what, details, told } = entryWords(view, entry);
      return [
        [String(entry.index)],
        [shownTime(entry.time)],
        [what],
        [view.name(entry.actor)],
        [...about(view, entry), ...details, ...otherMembers(entry, told)],
      ];
    }),
  };
}

/** The packet and its recipient, or else the message, that an entry is about. */
function about(view: View, { actor, message, packet, recipient }: TimelineEntry): Line[] {
  if (packet === undefined) return message === undefined ? [] : [view.message(message)];
  const { zh, en } = view.packet(packet);
  if (recipient === undefined || recipient === actor) return [{ zh, en }];
  return [{ zh: `${zh} · ${view.name(recipient).zh}`, en }];
}

/**
 * Members that an entry of that type should not have, or that this summary has no words for. They are shown as they
 * are.
 */
function otherMembers({ more }: TimelineEntry, told: readonly string[]): Line[] {
  return Object.entries(more)
    .filter(([name]) => !told.includes(name))
    .map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      return { fine: `${name}: ${isTime(text) ? zonedTime(text) : text}` };
    });
}
