import { resolve } from "node:path";
import { Auditor } from "../../sdk/index.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { refuseExisting, writeNew } from "../kept/private-file.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx evidence`. */
export interface EvidenceOptions extends PartyOptions {
  readonly out: string;
}

/** Runs `aidx evidence THREAD --out FILE`: fetches the evidence of a thread. `aidx verify FILE` verifies it. */
export async function evidence(terminal: Terminal, thread: string, options: EvidenceOptions): Promise<Ending> {
  requireIds([thread]);
  const { signal, cwd } = terminal.world;
  const file = resolve(cwd, options.out);
  await refuseExisting(file);
  const client = await connect(terminal, options);
  const body = await new Auditor(client).evidence(thread, { signal });
  await writeNew(file, body);
  terminal.result({ thread, file, bytes: body.length }, file);
  terminal.note({ zh: `请用 aidx verify 核验`, en: "verify it with aidx verify" });
  return "ok";
}
