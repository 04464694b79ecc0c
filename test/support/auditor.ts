import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandLine } from "./command-line.ts";
import type { GatewayHome } from "./gateway.ts";

/** The command line of a gateway's auditor. */
export async function auditorLine(home: GatewayHome): Promise<CommandLine> {
  const line = new CommandLine(await mkdtemp(path.join(tmpdir(), "aidx-auditor-")), {
    AIDX_GATEWAY: home.url,
    AIDX_PARTY: "auditor",
    LANG: "en",
  });
  const keys = JSON.parse(await readFile(path.join(home.keys, "dev", "auditor.jwks.json"), "utf8")) as never;
  await line.giveKeys("auditor", keys);
  return line;
}
