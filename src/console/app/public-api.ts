import { platform } from "../../sdk/environment.ts";
import type { Gateway } from "../../domain/generated/answers.ts";
import { type Answer, answerOf, jsonOf, problemOf } from "../../sdk/http-answer.ts";
import { UnreachableError } from "../../sdk/problem-error.ts";

/** Path under which the console is served, such as `/console/`. */
export const CONSOLE_ROOT = meta("console-root") ?? "/console/";

/** Address of the gateway: where the console came from. */
export const GATEWAY_URL = new URL(CONSOLE_ROOT.replace(/console\/$/, ""), location.origin).href.replace(/\/$/, "");

/** Nonce with which this page may make styles. */
export const STYLE_NONCE = meta("csp-nonce") ?? "";

/** Whether the page came from `aidx desk`, behind which there is no gateway. */
export const OFF_LINE = meta("console-off-line") === "yes";

function meta(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
}

/**
 * Asks an endpoint that is open to all.
 * @throws ProblemError, UnreachableError
 */
export async function askPublic(path: string, signal?: AbortSignal): Promise<Answer> {
  let answer: Answer;
  try {
    const headers = { "accept-language": document.documentElement.lang };
    answer = await answerOf(await platform.fetch(GATEWAY_URL + path, { headers, ...(signal ? { signal } : {}) }));
  } catch (cause) {
    throw signal?.aborted === true ? cause : new UnreachableError({ cause });
  }
  if (!answer.ok) throw problemOf(answer, platform.now());
  return answer;
}

/** Asks who the gateway is. */
export async function askGateway(signal?: AbortSignal): Promise<Gateway> {
  return jsonOf(await askPublic("/.well-known/aid-gateway", signal)) as Gateway;
}
