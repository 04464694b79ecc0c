import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import { sha256 } from "../../tlog/native-sha256.ts";
import { TLOG_PROOF_HEADER } from "../../tlog/tlog-proof.ts";
import type { Trust } from "../../evidence/verify/trust.ts";
import { type EvidenceVerification, verifyEvidence } from "../../evidence/verify/verify-evidence.ts";
import { type LogVerification, verifyLog } from "../../evidence/verify/verify-log.ts";
import { type ProofVerification, verifyProof } from "../../evidence/verify/verify-proof.ts";
import { headLines, verdict } from "../proof/evidence-head.ts";
import { isAddress } from "../proof/address.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { folderFiles, folderReader, gatewayReader, logReader, ownFile } from "../proof/log-files.ts";
import { wrongProofHint } from "../proof/wrong-proof-hint.ts";
import type { PartyOptions } from "../program/party.ts";
import { logBar } from "../terminal/progress-bar.ts";
import { WORDS } from "../../domain/words/words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type TrustOptions, trustFrom, unreadable } from "../proof/trusted-keys.ts";
import { publishedOnly } from "../proof/verified-log.ts";
import { textOf } from "../../files/text-file.ts";

/** Options of `aidx verify`. */
export interface VerifyOptions extends PartyOptions, TrustOptions {
  /** The log to compare evidence or a proof with: a folder or an address. */
  readonly log?: string;
  readonly entry?: string;
  readonly tilesOnly?: boolean;
}

/** Kind of what was verified, and the result. */
type Outcome =
  | (EvidenceVerification & { readonly kind: "evidence" })
  | (ProofVerification & { readonly kind: "proof" })
  | (Omit<LogVerification, "root"> & { readonly kind: "log" });

/**
 * Runs `aidx verify FILE|DIR|URL`: verifies evidence of a thread (as a file or unpacked), a proof with its entry, or a
 * whole log (a folder in the layout of C2SP tlog-tiles, or a gateway's own). Only the given keys are trusted. Files and
 * folders are verified without any network. With `--log` evidence is compared with its log, which shows that no entry
 * was left out, and a proof with its log or a successor of it, which shows whether the entry is still there.
 */
export async function verify(terminal: Terminal, what: string, options: VerifyOptions): Promise<Ending> {
  const trust = await trustFrom(terminal, options);
  const outcome = await verified(terminal, what, options, trust);
  show(terminal, outcome);
  return outcome.ok ? "ok" : "untrusted";
}

async function verified(terminal: Terminal, what: string, options: VerifyOptions, trust: Trust): Promise<Outcome> {
  if (isAddress(what)) {
    if (options.log !== undefined) throw notEvidence();
    return wholeLog(terminal, await gatewayReader(terminal, what, options), options, trust);
  }
  const path = resolve(terminal.world.cwd, what);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw unreadable(what);
  if (found.isDirectory()) {
    const files = await folderFiles(path, "manifest.json");
    if (files !== undefined) return evidence(terminal, files, options, trust);
    if (options.log !== undefined) throw notEvidence();
    return wholeLog(terminal, folderReader(path), options, trust);
  }
  const bytes = await read(path, what);
  const other = wrongProofHint(bytes, what);
  if (other !== undefined) throw new CommandError("usage", other);
  if (!bytes.subarray(0, TLOG_PROOF_HEADER.length).equals(Buffer.from(TLOG_PROOF_HEADER))) {
    return evidence(terminal, bytes, options, trust);
  }
  const log = options.log === undefined ? {} : { log: await logReader(terminal, options.log, options) };
  const entry = resolve(terminal.world.cwd, options.entry ?? what.replace(/\.tlog-proof$/, ".json"));
  const entryBytes = await read(entry, options.entry ?? "--entry");
  return {
    kind: "proof",
    ...(await verifyProof(textOf(bytes, what), entryBytes, { trust, hasher: NATIVE_HASHER, ...log })),
  };
}

function notEvidence(): CommandError {
  return new CommandError("usage", {
    zh: "--log 只用于送达证据和单个证明：此处所给不是",
    en: "--log is for evidence of a thread and for a proof, and this is neither",
  });
}

async function evidence(
  terminal: Terminal,
  file: Parameters<typeof verifyEvidence>[0],
  options: VerifyOptions,
  trust: Trust,
): Promise<Outcome> {
  const { log } = options;
  if (log === undefined) return { kind: "evidence", ...(await verifyEvidence(file, { trust, sha256 })) };
  const read = await logReader(terminal, log, options);
  const bar = logBar(terminal);
  const at = { read, hasher: NATIVE_HASHER, onProgress: bar.to };
  return {
    kind: "evidence",
    ...(await verifyEvidence(file, { trust, sha256, log: at }).finally(() => bar.end())),
  };
}

/** Reads a file of the user. @param named its name as the user typed it */
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
  const bar = logBar(terminal);
  const outcome = await verifyLog(read, {
    trust,
    hasher: NATIVE_HASHER,
    entries: tilesOnly !== true,
    onProgress: bar.to,
  }).finally(() => bar.end());
  const { root: _root, ...shown } = outcome;
  return { kind: "log", ...shown };
}

function show(terminal: Terminal, outcome: Outcome): void {
  const head = outcome.kind === "evidence" ? headLines(outcome) : [];
  const steps = outcome.steps.flatMap(({ title, status, checked, reasons, remark }) => [
    `${terminal.say(WORDS.step[status])}  ${terminal.say(title)}${checked > 1 ? ` (${checked})` : ""}`,
    ...[...reasons, ...(remark === undefined ? [] : [remark])].map((text) => `    ${terminal.say(text)}`),
  ]);
  const complete = outcome.steps.some(({ id, status }) => id === "complete" && status === "passed");
  const rest = outcome.kind === "log" && outcome.ok ? publishedOnly(outcome) : undefined;
  const lines = [
    ...head.map((line) => terminal.say(line)),
    ...steps,
    terminal.say(verdict(outcome.kind, outcome.ok, complete)),
    ...(rest === undefined ? [] : [terminal.say(rest)]),
  ];
  terminal.result(outcome, lines.join("\n"));
}
