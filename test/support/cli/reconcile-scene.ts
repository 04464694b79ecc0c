/** Records of a sender, a recipient and a log of a thread, with `aidx audit reconcile` beside them. */
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandLine, type Ran } from "./command-line.ts";
import { EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";
import { claimsOf } from "../jws.ts";

/** A log, the folders of its sender and of housing, and an auditor beside them. */
export class Scene {
  readonly thread: EvidenceThread;
  readonly aidx: CommandLine;

  private constructor(thread: EvidenceThread, cwd: string) {
    this.thread = thread;
    this.aidx = new CommandLine(cwd, { LANG: "en" });
  }

  static async made(tell: (thread: EvidenceThread) => Promise<void> = (thread) => thread.tell()): Promise<Scene> {
    const thread = new EvidenceThread();
    thread.register();
    await tell(thread);
    const scene = new Scene(thread, await mkdtemp(path.join(tmpdir(), "aidx-reconcile-")));
    for (const folder of ["keys", "sent", "inbox"]) await mkdir(path.join(scene.aidx.cwd, folder));
    for (const party of [GATEWAY, "housing"]) {
      const { jwk, kid } = thread.key(party);
      const { d: _private, ...open } = jwk as unknown as Record<string, unknown>;
      await scene.write(`keys/${party === GATEWAY ? "gateway" : party}.jwks.json`, {
        keys: [{ ...open, kid, use: "sig" }],
      });
    }
    const at = new Date(thread.at).toISOString();
    for (const [message, receipt] of thread.submissions) {
      const { packets } = claimsOf(receipt);
      const accepted = { message, thread: thread.thread, at, receipt, packets };
      await scene.write(`sent/${message}.push`, { v: 1, jti: `jti-${message}`, accepted });
    }
    for (const [packet, receipt] of thread.receipts) {
      const { iss, digest, outcome, reason } = claimsOf(receipt);
      if (iss !== "housing") continue;
      await scene.write(`inbox/${packet}.receipt.json`, { packet, digest, state: outcome, reason, receipt, at });
    }
    await scene.publish();
    return scene;
  }

  async publish(): Promise<void> {
    await this.thread.log.publish();
    await this.publishFiles();
  }

  /** Copies the log as it is published. */
  async publishFiles(): Promise<void> {
    for (const [name, bytes] of this.thread.log.mirror()) {
      await mkdir(path.dirname(path.join(this.aidx.cwd, "log", name)), { recursive: true });
      await writeFile(path.join(this.aidx.cwd, "log", name), bytes);
    }
  }

  async write(name: string, content: unknown): Promise<void> {
    await writeFile(path.join(this.aidx.cwd, name), typeof content === "string" ? content : JSON.stringify(content));
  }

  /** Names of a folder's files with that ending, in order. */
  async names(folder: string, ending = folder === "sent" ? ".push" : ".json"): Promise<string[]> {
    return (await readdir(path.join(this.aidx.cwd, folder))).filter((name) => name.endsWith(ending)).toSorted();
  }

  async read(name: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(path.join(this.aidx.cwd, name), "utf8")) as Record<string, unknown>;
  }

  run(more = "--json"): Promise<Ran> {
    const sides = "--sender procuratorate --sender-receipts sent --recipient housing --recipient-receipts inbox";
    return this.aidx.run(
      `audit reconcile --log log --log-key ${this.thread.log.signer.vkey} ${sides} --public-keys keys ${more}`,
    );
  }
}

export const differencesOf = ({ lines }: Ran) => (lines[0]?.differences ?? []) as Record<string, string>[];
