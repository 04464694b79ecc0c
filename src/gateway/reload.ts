import { checkColumns } from "../config/check-directory.ts";
import { loadConfig } from "../config/load.ts";
import type { Keyring } from "../crypto/keyring.ts";
import type { DirectorySnapshot } from "../directory/directory.ts";
import { ConfigError } from "../domain/config-fault.ts";
import type { RunningExchange } from "../exchange/exchange.ts";
import type { Flow } from "../exchange/flow.ts";
import { clocksFrom, type RecordedClocks } from "./clocks.ts";
import type { RunningLog } from "./log.ts";
import { type Prepared, readDirectory, readKeyring } from "./prepare.ts";
import { recordClocks, recordParties } from "./record.ts";

/** Everything that may change while the gateway runs: the directory with the parties' keys, the gateway's own keys, deadlines and calendar. */
export interface Parties {
  readonly directory: DirectorySnapshot;
  readonly keyring: Keyring;
  readonly clocks: RecordedClocks;
}

/**
 * Takes over what may change while the gateway runs (SIGHUP). Whatever fails leaves what was in force.
 *
 * @throws {ConfigError} {KeyringError} and what the store throws
 */
export async function reload(prepared: Prepared, flow: Flow, apply: (parties: Parties) => void): Promise<void> {
  const config = await loadConfig(prepared.options.env, prepared.options.cwd);
  const faults = checkColumns(config.directory, prepared.config.sharingPolicy, (pointer) => ({
    source: "directory.json",
    pointer,
    en: "has no column in the sharing policy in force: a new policy is read at a start, so restart the gateway",
    zh: "在现行共享策略中没有对应的一列：新策略在启动时读取，请重新启动网关",
  }));
  if (faults.length > 0) throw new ConfigError(faults);
  const keyring = await readKeyring(config, prepared.logger);
  const directory = await readDirectory(config, await prepared.store.keyChanges.confirmedKeys(), prepared.logger);
  // If we crash after this, the log has a change that the next start makes.
  const clocks = clocksFrom(config);
  await recordClocks(prepared, flow, clocks);
  await recordParties(prepared, flow, directory, keyring);
  apply({ directory, keyring, clocks });
}

/** Puts a directory and keys, which are recorded, in force. */
export function putInForce(
  prepared: Prepared,
  exchange: Pick<RunningExchange, "directoryChanged">,
  auditLog: RunningLog,
  { directory, keyring, clocks }: Parties,
): void {
  prepared.keyring = keyring;
  prepared.clocks = clocks;
  prepared.directory.replace(directory);
  // In the background: it takes as long as there are open packets, and the next look goes on where a crash left it.
  void exchange.directoryChanged();
  // A log that stopped for want of a key may go on.
  auditLog.sequencer.recheck();
}
