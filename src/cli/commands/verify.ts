import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { NATIVE_HASHER } from "../../audit/native-hasher.ts";
import { sha256 } from "../../audit/native-sha256.ts";
import { TLOG_PROOF_HEADER } from "../../audit/tlog-proof.ts";
import type { Verification } from "../../audit/verify/step.ts";
import type { Trust } from "../../audit/verify/trust.ts";
import { verifyEvidence } from "../../audit/verify/verify-evidence.ts";
import { verifyLog } from "../../audit/verify/verify-log.ts";
import { verifyProof } from "../../audit/verify/verify-proof.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import { folderFiles, folderReader, gatewayReader, ownFile } from "../log-files.ts";
import type { PartyOptions } from "../party.ts";
import { progressBar } from "../progress-bar.ts";
import { STEP_STATUS } from "../step-status.ts";
import type { Terminal } from "../terminal.ts";
import { type TrustOptions, trustFrom, unreadable } from "../trusted-keys.ts";

/** Options of `aidx verify`. */
export interface VerifyOptions extends PartyOptions, TrustOptions {
  readonly entry?: string;
  readonly tilesOnly?: boolean;
}

/** What is verified, and what came of it. */
type Outcome = Verification & { readonly kind: "evidence" | "proof" | "log" };

/**
 * `aidx verify FILE|DIR|URL`: evidence of a thread (as a file or unpacked), a proof with its entry, or a
 * whole log (a folder in the layout of C2SP tlog-tiles, or a gateway's own). Nothing but the keys given is
 * trusted; for a file and a folder no network is used.
 */
export async function verify(terminal: Terminal, what: string, options: VerifyOptions): Promise<Ending> {
  const trust = await trustFrom(terminal, options);
  const outcome = await verified(terminal, what, options, trust);
  show(terminal, outcome);
  return outcome.ok ? "ok" : "untrusted";
}

async function verified(terminal: Terminal, what: string, options: VerifyOptions, trust: Trust): Promise<Outcome> {
  if (/^https?:\/\//.test(what))
    return wholeLog(terminal, await gatewayReader(terminal, what, options), options, trust);
  const path = resolve(terminal.world.cwd, what);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw unreadable(what);
  if (found.isDirectory()) {
    const files = await folderFiles(path, "manifest.json");
    if (files !== undefined) return { kind: "evidence", ...(await verifyEvidence(files, { trust, sha256 })) };
    return wholeLog(terminal, folderReader(path), options, trust);
  }
  const bytes = await read(path, what);
  if (!bytes.subarray(0, TLOG_PROOF_HEADER.length).equals(Buffer.from(TLOG_PROOF_HEADER)))
    return { kind: "evidence", ...(await verifyEvidence(bytes, { trust, sha256 })) };
  const entry = resolve(terminal.world.cwd, options.entry ?? what.replace(/\.tlog-proof$/, ".json"));
  const entryBytes = await read(entry, options.entry ?? "--entry");
  return {
    kind: "proof",
    ...(await verifyProof(bytes.toString("utf8"), entryBytes, { trust, hasher: NATIVE_HASHER })),
  };
}

/** @param named what the user called it */
async function read(path: string, named: string): Promise<Buffer> {
  try {
    return await ownFile(path);
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(named);
  }
}

async function wholeLog(
  terminal: Terminal,
  read: Parameters<typeof verifyLog>[0],
  { tilesOnly }: VerifyOptions,
  trust: Trust,
): Promise<Outcome> {
  const bar = progressBar(terminal, { zh: "核验日志", en: "verifying the log" });
  const outcome = await verifyLog(read, {
    trust,
    hasher: NATIVE_HASHER,
    entries: tilesOnly !== true,
    onProgress(leaves, size) {
      terminal.world.signal.throwIfAborted();
      bar.to(leaves, size);
    },
  }).finally(() => bar.end());
  const { root: _root, ...shown } = outcome;
  return { kind: "log", ...shown };
}

function show(terminal: Terminal, outcome: Outcome): void {
  const lines = outcome.steps.flatMap(({ title, status, checked, reasons }) => [
    `${terminal.say(STEP_STATUS[status])}  ${terminal.say(title)}${checked > 1 ? ` (${checked})` : ""}`,
    ...reasons.map((reason) => `    ${terminal.say(reason)}`),
  ]);
  const verdict = outcome.ok
    ? { zh: "全部必需步骤通过。", en: "Every required step holds." }
    : {
        zh: "不可采信：有必需步骤不通过或未核验。",
        en: "NOT to be relied on: a required step failed or was not checked.",
      };
  terminal.result(outcome, [...lines, terminal.say(verdict)].join("\n"));
}
