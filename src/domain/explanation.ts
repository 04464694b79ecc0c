import type { Bilingual } from "./bilingual.ts";
import type { OperatorEndpoint, OperatorItem, OperatorPacket } from "./generated/answers.ts";
import { causeWord, wordOf } from "./words/words.ts";

/** Who must act for a packet: a person of the gateway's operator, of its recipient, of its sender; or nobody. */
export type Actor = "operator" | "recipient" | "sender" | "nobody";

/** Why a packet is where it is, who must act, and the next step, in words. */
export interface Explanation {
  readonly why: Bilingual;
  readonly actor: Actor;
  readonly next: Bilingual;
}

/** Facts about a packet from which its explanation is made. */
export interface Explained {
  readonly packet: OperatorPacket;
  /** Entries about its message; those about other packets are passed over. */
  readonly timeline: readonly OperatorItem[];
  /** How its recipient gets packets; undefined when that is not known. */
  readonly endpoint: OperatorEndpoint | undefined;
}

const NOTHING: Bilingual = { zh: "无须处理", en: "nothing to do" };

/** Causes that lie in the directory or the gateway's settings, not at the recipient. */
const OWN_CAUSES = /^endpoint-|^address-refused$/;

/**
 * Explains where a packet stands, for an operator.
 * @param now ms
 * @param shown writes a time (RFC 3339) as its reader expects it
 */
export function explain(
  { packet, timeline, endpoint }: Explained,
  now: number,
  shown: (time: string) => string,
): Explanation {
  const { id, recipient, state, erasedAt } = packet;
  if (erasedAt !== undefined && state !== "accepted" && state !== "withdrawn") {
    return {
      why: { zh: "内容已销毁", en: "its payload was destroyed" },
      actor: "sender",
      next: { zh: "仍需移送的，由发送方重新提交", en: "if it is still needed, its sender submits it again" },
    };
  }
  switch (state) {
    case "queued":
      return queued(packet, endpoint, now, shown);
    case "failed":
      return failed(packet, timeline, endpoint);
    case "delivered":
      return delivered(packet, now, shown);
    case "rejected":
      return rejected(packet);
    case "accepted":
      return { why: { zh: "接收单位已签收", en: `${recipient} signed for it` }, actor: "nobody", next: NOTHING };
    case "withdrawn":
      return { why: { zh: "发送方已撤回", en: "its sender withdrew it" }, actor: "nobody", next: NOTHING };
    default:
      return {
        why: wordOf("state", state),
        actor: "operator",
        next: { zh: `查看 aidx status（${id}）`, en: "see aidx status" },
      };
  }
}

function queued(
  packet: OperatorPacket,
  endpoint: OperatorEndpoint | undefined,
  now: number,
  shown: (time: string) => string,
): Explanation {
  const { recipient, cause, due } = packet;
  const nextAttempt = packet.nextAttempt && shown(packet.nextAttempt);
  const overdue = Date.parse(due.receipt) < now;
  switch (endpoint?.state) {
    case "removed":
    case "suspended":
      return {
        why: { zh: `接收单位：${wordOf("endpoint", endpoint.state).zh}`, en: wordOf("endpoint", endpoint.state).en },
        actor: "operator",
        next: {
          zh: `在目录中恢复 ${recipient} 并重新加载；不再移送的，由发送方撤回`,
          en: `put ${recipient} back into the directory and reload; if it is not meant to get it, its sender withdraws it`,
        },
      };
    case "pull":
      return {
        why: { zh: "在收件箱中等待接收单位取回", en: "it waits in the inbox for its recipient to fetch it" },
        actor: "recipient",
        next: reminder(recipient, overdue),
      };
    case "off":
      return {
        why: {
          zh: `推送地址已停用（${causeWord(endpoint.cause ?? "operator").zh}）`,
          en: `the endpoint is off (${causeWord(endpoint.cause ?? "operator").en})`,
        },
        actor: "operator",
        next: {
          zh: `待 ${recipient} 确认推送地址可用后：aidx endpoints --on ${recipient}`,
          en: `when ${recipient} says that its endpoint works: aidx endpoints --on ${recipient}`,
        },
      };
    case "paused":
      return {
        why: {
          zh: `推送地址暂停（${causeWord(endpoint.cause ?? "operator").zh}）`,
          en: `the endpoint is paused (${causeWord(endpoint.cause ?? "operator").en})`,
        },
        actor: "nobody",
        next: {
          zh: `到期自动恢复推送；提前恢复：aidx endpoints --on ${recipient}`,
          en: `it is on again by itself at the end of the pause; earlier: aidx endpoints --on ${recipient}`,
        },
      };
    default:
      break;
  }
  if (cause !== undefined) {
    return {
      why: {
        zh: `推送未成功（${causeWord(cause).zh}），将再次推送${nextAttempt === undefined ? "" : `：${nextAttempt}`}`,
        en: `the last push failed (${causeWord(cause).en}); it is tried again${nextAttempt === undefined ? "" : ` at ${nextAttempt}`}`,
      },
      ...mending(recipient, cause),
    };
  }
  return {
    why: { zh: "等待首次推送", en: "it waits for its first push" },
    actor: "nobody",
    next: {
      zh: "同一移送的数据包依次推送；久未推送的，查看 aidx endpoints 与 /readyz",
      en: "packets of a thread go out in order; if it takes long, see aidx endpoints and /readyz",
    },
  };
}

function failed(
  { id, recipient, cause: stored }: OperatorPacket,
  timeline: readonly OperatorItem[],
  endpoint: OperatorEndpoint | undefined,
): Explanation {
  const codeOfLast = (type: string) => timeline.findLast((item) => item.type === type && item.packet === id)?.code;
  // A packet that failed long ago has its cause in the log only.
  const cause = stored ?? codeOfLast("failed") ?? "unrecorded";
  const last = codeOfLast("attempt");
  const closed = cause === "window-closed" && last !== undefined;
  const why = {
    zh: `${causeWord(cause).zh}${closed ? `；最后一次推送：${causeWord(last).zh}` : ""}`,
    en: `${causeWord(cause).en}${closed ? `; the last push: ${causeWord(last).en}` : ""}`,
  };
  if (cause === "http-422") {
    return {
      why: { zh: "对方端点拒收此数据包（HTTP 422）", en: "the endpoint refused this packet (HTTP 422)" },
      actor: "recipient",
      next: {
        zh: `请 ${recipient} 查明原因（密钥、格式、自身系统）；排除后：aidx requeue ${id}；对方亦可自行取回`,
        en: `ask ${recipient} why (keys, form, its own system); when it is mended: aidx requeue ${id}; it can be fetched too`,
      },
    };
  }
  const pulls = endpoint?.state === "pull";
  return {
    why,
    actor: OWN_CAUSES.test(last ?? cause) ? "operator" : "recipient",
    next: pulls
      ? {
          zh: `${recipient} 现为自行取回，可在收件箱中取回；亦可 aidx requeue ${id}`,
          en: `${recipient} fetches its packets now, and finds it in its inbox; or aidx requeue ${id}`,
        }
      : {
          zh: `推送地址恢复后：aidx requeue --recipient ${recipient}（先加 --dry-run 查看）；对方亦可自行取回`,
          en: `when the endpoint works again: aidx requeue --recipient ${recipient} (--dry-run first); it can be fetched too`,
        },
  };
}

function delivered(
  { recipient, due, deliveredAt: at }: OperatorPacket,
  now: number,
  shown: (time: string) => string,
): Explanation {
  const deliveredAt = at === undefined ? "" : shown(at);
  const overdue = Date.parse(due.receipt) < now;
  return {
    why: {
      zh: `已于 ${deliveredAt} 送达，尚无回执${overdue ? "，已逾期" : ""}`,
      en: `it was delivered at ${deliveredAt} and has no receipt${overdue ? ": overdue" : " yet"}`,
    },
    actor: "recipient",
    next: reminder(recipient, overdue),
  };
}

function reminder(recipient: string, overdue: boolean): Bilingual {
  return overdue
    ? {
        zh: `催请 ${recipient} 取回并签收（已逾期）`,
        en: `remind ${recipient} to fetch and sign for it: it is overdue`,
      }
    : { zh: `等待 ${recipient} 取回并签收`, en: `wait for ${recipient} to fetch and sign for it` };
}

function rejected({ id, recipient, receipt }: OperatorPacket): Explanation {
  const reason = receipt?.reason ?? "other";
  const why = {
    zh: `接收单位拒收：${wordOf("reason", reason).zh}`,
    en: `${recipient} rejected it: ${wordOf("reason", reason).en}`,
  };
  if (reason === "undecryptable") {
    return {
      why,
      actor: "operator",
      next: {
        zh: `将 ${recipient} 的现行公钥登记入目录并重新加载，然后：aidx reseal ${id}`,
        en: `put the present public key of ${recipient} into the directory and reload, then: aidx reseal ${id}`,
      },
    };
  }
  if (reason === "bad-signature" || reason === "bad-content") {
    return {
      why,
      actor: "operator",
      next: {
        zh: "核对网关标识与密钥、版本是否变更，必要时请发送方重新提交",
        en: "check whether the gateway's id, keys or version changed; if need be, its sender submits it again",
      },
    };
  }
  return {
    why,
    actor: "sender",
    next: {
      zh: "由发送方决定（更正、补充或者另行移送）",
      en: "its sender decides: a correction, a supplement, another recipient",
    },
  };
}

/** Who mends what keeps pushes from being taken, and how. */
function mending(recipient: string, cause: string): Pick<Explanation, "actor" | "next"> {
  if (OWN_CAUSES.test(cause)) {
    return {
      actor: "operator",
      next: {
        zh: "核对 config/directory.json 中的推送地址与 gateway.json 的 delivery 设置，然后重新加载",
        en: "check the address in config/directory.json and delivery in gateway.json, then reload",
      },
    };
  }
  return {
    actor: "recipient",
    next: {
      zh: `请 ${recipient} 检查推送地址及其网络；网关自动重试，无须操作`,
      en: `ask ${recipient} to look at its endpoint and network; the gateway goes on by itself`,
    },
  };
}
