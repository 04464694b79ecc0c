/** What one entry of the log records, in words. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { EntryType } from "../../domain/audit-entry.ts";
import type { TimelineEntry } from "../model.ts";
import { type Line, words } from "./content.ts";
import { shownSecond } from "./shown-time.ts";
import type { View } from "./view.ts";
import {
  basisWord,
  causeWord,
  messageWord,
  outcomeWord,
  pushWord,
  reasonWord,
  refusalWord,
  stateWord,
} from "./words.ts";

/** An entry in words. */
export interface Telling {
  readonly what: Bilingual;
  readonly details: readonly Line[];
  /** Members that `what` and `details` say, or that another part of the summary shows. */
  readonly told: readonly string[];
}

type Teller = (view: View, entry: TimelineEntry) => Telling;

/** A teller of entries that are told by their type alone, but for members that the digests' section shows. */
function plain(zh: string, en: string, ...told: string[]): Teller {
  return () => ({ what: words(zh, en), details: [], told });
}

/** What each type of entry records. Types that never belong to a thread are here too: a later gateway may think otherwise. */
const TELLERS: Readonly<Record<EntryType, Teller>> = {
  accepted: (_view, { more }) => {
    const { zh, en } = messageWord(textOf(more.messageType));
    const packets = textOf(more.packets);
    return {
      what: words("网关受理报文", "message accepted by the gateway"),
      details: [words(`${zh}，${packets} 个数据包`, `${en}, packets: ${packets}`)],
      told: ["messageType", "version", "packets", "policy", "digest", "origin", "directory"],
    };
  },
  refused: (_view, { packet, more }) => ({
    what:
      packet === undefined
        ? words("网关拒绝报文", "message refused by the gateway")
        : words("网关未采用单位的回执", "receipt refused by the gateway"),
    details: [refusalWord(textOf(more.code))],
    told: ["code", "digest"],
  }),
  sealed: (view, { more }) => ({
    what: words("封装数据包", "packet sealed"),
    details: more.replaces === undefined ? [] : [instead(view, textOf(more.replaces))],
    told: ["kid", "policy", "disclosed", "digest", "replaces"],
  }),
  attempt: (_view, { more }) => {
    const [cause, result] = [causeWord(textOf(more.code)), pushWord(textOf(more.outcome))];
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
          ? words("以回执认定送达", "delivered: its receipt shows it")
          : words("送达", "delivered"),
    details: [],
    told: more.via === "push" || more.via === "receipt" ? ["via", "digest"] : ["digest"],
  }),
  fetched: plain("接收单位取回", "fetched by the recipient", "digest"),
  receipt: (_view, { more }) => {
    const { zh, en } = said(more);
    return {
      what: words("登记接收单位回执", "receipt of the recipient recorded"),
      details: [
        words(`${zh}；签署于 ${shownSecond(textOf(more.issued))}（接收单位时钟）`, `${en}; signed then, by its clock`),
      ],
      told: ["outcome", "reason", "issued", "receipt", "digest"],
    };
  },
  conflict: (_view, { more }) => {
    const { zh, en } = said(more);
    const state = stateWord(textOf(more.state));
    return {
      what: words("与先前结果不一致的回执，未采用", "receipt against an earlier outcome, not applied"),
      details: [words(`回执：${zh}；当时状态：${state.zh}`, `receipt: ${en}; state then: ${state.en}`)],
      told: ["outcome", "reason", "state", "digest"],
    };
  },
  failed: (_view, { more }) => {
    const { zh, en } = causeWord(textOf(more.code));
    const tries = textOf(more.attempt);
    return {
      what: words("投递失败", "delivery failed"),
      details: [words(`${zh}；共推送 ${tries} 次`, `${en}; pushes: ${tries}`)],
      told: ["code", "attempt", "digest"],
    };
  },
  withdrawn: (view, { more }) => {
    const [by, was] = [view.message(textOf(more.by)), stateWord(textOf(more.was))];
    return {
      what: words("移送单位撤回", "withdrawn by the sender"),
      details: [words(`依据${by.zh}；此前状态：${was.zh}`, `by ${by.en}; state before: ${was.en}`)],
      told: ["by", "was", "digest"],
    };
  },
  requeued: plain("重新投递", "queued again", "digest"),
  resealed: (view, { more }) => {
    const by = view.packet(textOf(more.by));
    return {
      what: words("重新封装", "sealed again"),
      details: [words(`改用${by.zh}`, `as ${by.en}`)],
      told: ["by", "digest"],
    };
  },
  erased: (_view, { more }) => ({ what: words("销毁载荷", "payload destroyed"), ...why(more) }),
  "envelope-erased": (_view, { more }) => ({
    what: words("销毁移送单位的信封和人员索引", "sender's envelope and index of persons destroyed"),
    ...why(more),
  }),
  "erasure-requested": (_view, { more }) => {
    const { details, told } = why(more);
    const packets = textOf(more.packets);
    return {
      what: words("登记的销毁请求", "recorded request to destroy"),
      details: [...details, words(`${packets} 个数据包`, `packets: ${packets}`)],
      told: [...told, "packets"],
    };
  },
  "person-lookup": (_view, { more }) => {
    const { details, told } = why(more);
    return { what: words("按登记的请求查找人员", "look-up of a person, on a recorded request"), details, told };
  },
  read: plain("审计查阅", "read by an auditor"),
  directory: plain("单位目录或者规则变更", "change of directory or rules"),
  key: plain("公钥变更", "change of a public key"),
  log: plain("日志事项", "matter of the log"),
  "token-refused": plain("拒绝访问令牌", "access token refused"),
};

/** Tells an entry. One of a type that is not known here keeps its name, and every member of it is shown. */
export function tell(view: View, entry: TimelineEntry): Telling {
  if (Object.hasOwn(TELLERS, entry.type)) return TELLERS[entry.type](view, entry);
  return { what: words(`其他事项 ${entry.type}`, "of a type unknown here"), details: [], told: [] };
}

function said(more: TimelineEntry["more"]): Bilingual {
  const outcome = outcomeWord(textOf(more.outcome));
  if (more.reason === undefined) return outcome;
  const reason = reasonWord(textOf(more.reason));
  return words(`${outcome.zh}，${reason.zh}`, `${outcome.en}: ${reason.en}`);
}

/** Why something was destroyed or looked up. */
function why({ reason, rule, basis, reference }: TimelineEntry["more"]): Pick<Telling, "details" | "told"> {
  const told = ["reason", "rule", "basis", "reference", "digest"];
  if (reason === "retention") {
    return { details: [words(`保存期限届满（${textOf(rule)}）`, "its time was over by that rule")], told };
  }
  const { zh, en } = basisWord(textOf(basis));
  return {
    details: [words(`按登记的请求 ${textOf(reference)}：${zh}`, `on recorded request ${textOf(reference)}: ${en}`)],
    told: reason === undefined || reason === "request" ? told : told.filter((name) => name !== "reason"),
  };
}

function instead(view: View, replaced: string): Line {
  const { zh, en } = view.packet(replaced);
  return words(`替换${zh}`, `in place of ${en}`);
}

function textOf(value: TimelineEntry["more"][string] | undefined): string {
  return value === undefined ? "—" : Array.isArray(value) ? value.join(", ") : String(value);
}
