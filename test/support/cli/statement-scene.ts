/** A thread, statements that a gateway makes of it, and `aidx audit statement` beside them. */
import { TOKEN_TYPES } from "../../../src/wire/token.ts";
import { encodeBase64 } from "../../../src/wire/base64.ts";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { monthPeriod, type Statement, StatementBuilder } from "../../../src/evidence/statement/statement.ts";
import { CommandLine, type Ran } from "./command-line.ts";
import { EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";

export const MINUTE = 60_000;
export const NOVEMBER = monthPeriod("2026-11", 480) ?? { from: "", to: "" };

/** A log in a folder, an auditor beside it, and a gateway that signs whatever it likes. */
export class Scene {
  readonly thread: EvidenceThread;
  readonly aidx: CommandLine;
  readonly #sizes: { size: number; root: Uint8Array }[] = [];

  private constructor(thread: EvidenceThread, aidx: CommandLine) {
    this.thread = thread;
    this.aidx = aidx;
  }

  /** @param start when its first entry was recorded, ms */
  static async made(start?: number): Promise<Scene> {
    const aidx = new CommandLine(await mkdtemp(path.join(tmpdir(), "aidx-statement-")), { LANG: "en" });
    const thread = new EvidenceThread();
    if (start !== undefined) thread.at = start;
    const scene = new Scene(thread, aidx);
    aidx.now = () => thread.at;
    thread.register();
    await thread.tell();
    await scene.publish();
    const { jwk, kid } = thread.key(GATEWAY);
    const { d: _private, ...open } = jwk as unknown as Record<string, unknown>;
    await aidx.write("gateway.jwks.json", { keys: [{ ...open, kid, use: "sig" }] });
    return scene;
  }

  /** Publishes all that waits, and mirrors the log into `log/`. */
  async publish(): Promise<void> {
    const { size, root } = await this.thread.log.publish();
    this.#sizes.push({ size, root });
    for (const [name, bytes] of this.thread.log.mirror()) {
      await mkdir(path.dirname(path.join(this.aidx.cwd, "log", name)), { recursive: true });
      await writeFile(path.join(this.aidx.cwd, "log", name), bytes);
    }
  }

  /** The statement that the entries make. @param nth which publication it is of, the last one unless told */
  statement(scope: { party: string; from: string; to: string }, nth = -1): Statement {
    const { size, root } = this.#sizes.at(nth) ?? { size: 0, root: new Uint8Array() };
    const builder = new StatementBuilder(scope);
    for (const [index, { entry }] of this.thread.log.all.slice(0, size).entries()) builder.add(index, entry);
    return builder.statement({ origin: this.thread.log.origin, size, root: encodeBase64(root) });
  }

  sign(statement: unknown, more: object = {}): Promise<string> {
    const iat = Math.floor(this.thread.at / 1000);
    return this.thread.sign(GATEWAY, TOKEN_TYPES.statement, { iss: GATEWAY, sub: "housing", iat, statement, ...more });
  }

  get key(): string {
    return `--log-key ${this.thread.log.signer.vkey}`;
  }

  /** Expected report to the auditor. */
  async verify(jws: string, options = "--party housing --month 2026-11", log = "--log log"): Promise<Ran> {
    await writeFile(path.join(this.aidx.cwd, "st.jwt"), jws);
    const parts = ["audit statement", options, "--signed st.jwt --jwks gateway.jwks.json", log, this.key, "--json"];
    return this.aidx.run(parts.filter((part) => part !== "").join(" "));
  }
}

export const faultsOf = ({ lines }: Ran) => ((lines[0]?.faults ?? []) as { code: string }[]).map(({ code }) => code);
