import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunningGateway } from "../../../src/gateway/start.ts";
import { CommandLine } from "../cli/command-line.ts";
import type { GatewayHome } from "./gateway.ts";
import { until } from "../until.ts";

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

/** Waits until everything that was committed so far is below the published checkpoint. */
export async function untilPublished(gateway: Pick<RunningGateway, "log" | "store">): Promise<void> {
  await until("everything committed is published", async () => {
    const { rows } = await gateway.store.pool.query<{ pending: string; placed: string }>(
      "select (select count(*) from audit_pending) as pending, (select count(*) from audit_entries) as placed",
    );
    const { published } = await gateway.log.heads();
    return rows[0]?.pending === "0" && published?.size === Number(rows[0].placed);
  });
}
