/** Words for what one entry of the log records. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { EntryType } from "../../domain/audit-entry.ts";
import type { TimelineEntry } from "../model.ts";
import { type Line, words } from "./content.ts";
import { shownSecond } from "./shown-time.ts";
import type { View } from "./view.ts";
import { causeWord, WORDS, wordOf } from "../../domain/words/words.ts";

/** Entry in words. */
export interface EntryWords {
  readonly what: Bilingual;
  readonly details: readonly Line[];
  /** Members that `what` and `details` say, or that another part of the summary shows. */
  readonly told: readonly string[];
}

/** Words for an entry. Without `what` the word for its type is used. */
type Teller = (view: View, entry: TimelineEntry) => Omit<EntryWords, "what"> & Partial<Pick<EntryWords, "what">>;

/** Makes a teller for entries whose type says everything. @param told members that the digests' section shows */
function plain(...told: string[]): Teller {
  return () => ({ details: [], told });
}

/** Tellers by type. Types that never belong to a thread are here too: a later gateway may write them into one. */
const TELLERS: Readonly<Record<EntryType, Teller>> = {
  accepted: (_view, { more }) => {
    const { zh, en } = wordOf("message", textOf(more.messageType));
    const packets = textOf(more.packets);
    return {
      details: [words(`${zh}，${packets} 个数据包`, `${en}, packets: ${packets}`)],
      told: ["messageType", "version", "packets", "policy", "digest", "origin", "directory"],
    };
  },
  refused: (_view, { packet, more }) => ({
    what:
      packet === undefined
        ? words("网关拒绝报文", "message refused by the gateway")
        : words("网关未采用单位的回执", "receipt refused by the gateway"),
    details: [wordOf("refusal", textOf(more.code))],
    told: ["code", "digest"],
  }),
  sealed: (view, { more }) => ({
    details: more.replaces === undefined ? [] : [instead(view, textOf(more.replaces))],
    told: ["kid", "policy", "disclosed", "digest", "replaces"],
  }),
  attempt: (_view, { more }) => {
    const [cause, result] = [causeWord(textOf(more.code)), wordOf("push", textOf(more.outcome))];
    return {
      what: words(`第 ${textOf(more.attempt)} 次推送`, `push ${textOf(more.attempt)}`),
      details: [
        words(
          `${cause.zh}，${result.zh}；用时 ${textOf(more.milliseconds)} 毫秒`,
          `${cause.en}, ${result.en}; ${textOf(more.milliseconds)} ms`,
        ),
      ],
      told: ["attempt", "code", "outcome", "milliseconds", "digest"],
    };
  },
  delivered: (_view, { more }) => ({
    what:
      more.via === "push"
        ? words("推送送达", "delivered by push")
        : more.via === "receipt"
          ? words("以回执认定送达", "delivered, as its receipt shows")
          : WORDS.entry.delivered,
    details: [],
    told: more.via === "push" || more.via === "receipt" ? ["via", "digest"] : ["digest"],
  }),
  fetched: plain("digest"),
  receipt: (_view, { more }) => {
    const { zh, en } = said(more);
    return {
      details: [
        words(
          `${zh}；签署于 ${shownSecond(textOf(more.issued))}（接收单位时钟）`,
          `${en}; signed at that time by its clock`,
        ),
      ],
      told: ["outcome", "reason", "issued", "receipt", "digest"],
    };
  },
  conflict: (_view, { more }) => {
    const { zh, en } = said(more);
    const state = wordOf("state", textOf(more.state));
    return {
      details: [
        words(`未采用。回执：${zh}；当时状态：${state.zh}`, `not applied. Receipt: ${en}; state then: ${state.en}`),
      ],
      told: ["outcome", "reason", "state", "digest"],
    };
  },
  failed: (_view, { more }) => {
    const { zh, en } = causeWord(textOf(more.code));
    const tries = textOf(more.attempt);
    return {
      details: [words(`${zh}；共推送 ${tries} 次`, `${en}; pushes: ${tries}`)],
      told: ["code", "attempt", "digest"],
    };
  },
  withdrawn: (view, { more }) => {
    const [by, was] = [view.message(textOf(more.by)), wordOf("state", textOf(more.was))];
    return {
      details: [words(`依据${by.zh}；此前状态：${was.zh}`, `by ${by.en}; state before: ${was.en}`)],
      told: ["by", "was", "digest"],
    };
  },
  requeued: plain("digest"),
  resealed: (view, { more }) => {
    const by = view.packet(textOf(more.by));
    return {
      details: [words(`改用${by.zh}`, `as ${by.en}`)],
      told: ["by", "digest"],
    };
  },
  rerouted: (view, { recipient, more }) => {
    const [from, to] = [view.name(textOf(more.from)), view.name(textOf(recipient))];
    return {
      details: [words(`由${from.zh}转至${to.zh}`, `from ${from.en} to ${to.en}`)],
      told: ["from", "digest"],
    };
  },
  packed: (_view, { more }) => {
    const until = shownSecond(textOf(more.until));
    return { details: [words(`有效期至 ${until}`, "may be opened until then")], told: ["until", "digest"] };
  },
  imported: (view, { more }) => {
    const { zh, en } = view.name(textOf(more.from));
    return {
      details: [words(`签名单位：${zh}`, `signed by ${en}`)],
      told: ["kind", "from", "digest"],
    };
  },
  erased: (_view, { more }) => why(more),
  "envelope-erased": (_view, { more }) => why(more),
  "erasure-requested": (_view, { more }) => {
    const { details, told } = why(more);
    const packets = textOf(more.packets);
    return {
      details: [...details, words(`${packets} 个数据包`, `packets: ${packets}`)],
      told: [...told, "packets"],
    };
  },
  "person-lookup": (_view, { more }) => why(more),
  "person-lookup-approved": (_view, { more }) => why(more),
  "case-facts": (_view, { more }) => {
    const facts = textOf(more.facts);
    const links = linksIn(more);
    return { details: [words(`${facts} 项`, `facts: ${facts}`), ...links], told: ["facts", "root", "links"] };
  },
  "case-erased": (_view, { more }) => {
    const { details, told } = why(more);
    const facts = textOf(more.facts);
    const counts = [words(`${facts} 项`, `facts: ${facts}`), ...linksIn(more)];
    return { details: [...details, ...counts], told: [...told, "facts", "links"] };
  },
  report: plain(),
  "report-released": plain(),
  inquiry: plain(),
  reminder: (_view, { more }) => {
    const items = textOf(more.items);
    return { details: [words(`${items} 项期限`, `deadlines: ${items}`)], told: ["items", "kind", "day"] };
  },
  read: plain(),
  directory: plain(),
  "clock-rules": plain(),
  guideline: plain(),
  key: plain(),
  log: plain(),
  "token-refused": plain(),
};

/** Words for an entry. An unknown type keeps its name, and all its members are shown. */
export function entryWords(view: View, entry: TimelineEntry): EntryWords {
  const { type } = entry;
  if (Object.hasOwn(TELLERS, type)) return { what: WORDS.entry[type], ...TELLERS[type](view, entry) };
  return { what: words(`其他事项 ${type}`, "other event"), details: [], told: [] };
}

function said(more: TimelineEntry["more"]): Bilingual {
  const outcome = wordOf("outcome", textOf(more.outcome));
  if (more.reason === undefined) return outcome;
  const reason = wordOf("reason", textOf(more.reason));
  return words(`${outcome.zh}，${reason.zh}`, `${outcome.en}: ${reason.en}`);
}

/** Why something was destroyed or looked up. */
function why({ reason, rule, basis, reference }: TimelineEntry["more"]): Pick<EntryWords, "details" | "told"> {
  const told = ["reason", "rule", "basis", "reference", "digest"];
  if (reason === "retention") {
    return { details: [words(`保存期限届满（${textOf(rule)}）`, "retention ended by that rule")], told };
  }
  const { zh, en } = wordOf("basis", textOf(basis));
  return {
    details: [words(`按登记的请求 ${textOf(reference)}：${zh}`, `on recorded request ${textOf(reference)}: ${en}`)],
    told: reason === undefined || reason === "request" ? told : told.filter((name) => name !== "reason"),
  };
}

function instead(view: View, replaced: string): Line {
  const { zh, en } = view.packet(replaced);
  return words(`替换${zh}`, `in place of ${en}`);
}

/** Tells how many link keys an entry counts; nothing when it counts none. */
function linksIn(more: TimelineEntry["more"]): Line[] {
  return more.links === undefined ? [] : [words(`关联键 ${textOf(more.links)} 项`, `link keys: ${textOf(more.links)}`)];
}

function textOf(value: TimelineEntry["more"][string] | undefined): string {
  return value === undefined ? "—" : Array.isArray(value) ? value.join(", ") : String(value);
}
