/** First step of a start: configuration, keys, directory, database. */
import type { LookupFunction } from "node:net";
import type { Logger } from "pino";
import type { LogStore } from "../log/log-store.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import { type ClockVersions, createClockVersions } from "../casework/clock/versions.ts";
import { loadConfig } from "../config/load.ts";
import { type AddressGuard, createAddressGuard } from "../courier/address-guard.ts";
import { type Keyring, openKeyring } from "../crypto/keyring.ts";
import { createPartyKeys } from "../crypto/party-keys.ts";
import { readPassphrase } from "../crypto/protection.ts";
import { type CurrentDirectory, holdDirectory } from "../directory/current-directory.ts";
import { type DirectorySnapshot, loadDirectory } from "../directory/directory.ts";
import type { Flow } from "../exchange/flow.ts";
import type { ConfirmedKeys } from "../exchange/key-changes-port.ts";
import { createLookup } from "../names/lookup.ts";
import { type DatabaseClock, followDatabase } from "../store/database-clock.ts";
import { openStore, type OpenStore } from "../store/open.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { clocksFrom, type RecordedClocks } from "./clocks.ts";
import { databaseFaults } from "./start-faults.ts";
import { openProcessLog } from "./process-log.ts";

/** Surroundings of a gateway, from its process or from a test. */
export interface StartOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder to which relative paths are relative. */
  readonly cwd: string;
  /** Gets the one line `ready http://…`. */
  readonly stdout?: (line: string) => void;
  /** The machine's clock, in place of `Date.now`: tests set it wrong so. */
  readonly systemClock?: () => number;
  /** Milliseconds added to the database's time, for a demo that plays in the past. It may grow while the gateway runs, but not shrink. */
  readonly timeShift?: () => number;
  /** In place of JSON lines on standard error, which is then all of the process's. */
  readonly logger?: Logger;
  /** May replace parts of the flow before it starts: tests make faults at named steps so. */
  readonly decorate?: (flow: Flow) => Flow;
  /** May replace the store that the audit log's sequencer writes. */
  readonly decorateLog?: (store: LogStore) => LogStore;
  /** A command beside a gateway, which may run on the same data directory. */
  readonly beside?: boolean;
}

/** Things that `initGateway` or the first start made. */
export interface InitReport {
  readonly database: boolean;
  /** Files of gateway keys that were made. */
  readonly gatewayKeys: readonly string[];
  /** Files of development keys of parties that were made. */
  readonly partyKeys: readonly string[];
}

/** Parts that are ready before anything flows; every later step is made from them. */
export interface Prepared {
  readonly options: StartOptions;
  readonly config: GatewayConfig;
  readonly logger: Logger;
  /** Replaced by a reload. */
  keyring: Keyring;
  /** Rules about deadlines and calendar; replaced by a reload. */
  clocks: RecordedClocks;
  /** Rules and calendars under which items began. */
  readonly clockVersions: ClockVersions;
  /** Looks for keys that another gateway has put in force; tells whether there are. Set by the start. */
  lookAgain: () => Promise<boolean>;
  readonly store: OpenStore;
  /** Decides whatever outlives this process. */
  readonly clock: DatabaseClock;
  readonly directory: CurrentDirectory;
  readonly metrics: Metrics;
  /** Looks up every host name that this process connects to. */
  readonly lookup: LookupFunction;
  /** Decides which addresses this process may connect to. */
  readonly guard: AddressGuard;
  readonly made: InitReport;
}

/**
 * Reads the configuration, makes what is missing (keys, database) and opens the store.
 *
 * @throws {ConfigError} and what the parts throw, before anything is half done
 */
export async function prepare(options: StartOptions): Promise<Prepared> {
  const config = await loadConfig(options.env, options.cwd);
  const { environment, gateway } = config;
  const metrics = createMetrics();
  const logger = options.logger ?? openProcessLog(environment.logLevel, metrics);
  for (const { en, zh } of config.warnings) logger.warn({ zh }, en);
  const keyring = await readKeyring(config, logger);
  const partyKeys =
    gateway.mode === "development"
      ? await createPartyKeys(
          environment.keysDir,
          config.directory.parties.filter(({ keys }) => "file" in keys).map(({ id }) => id),
        )
      : [];
  // Before the database is opened: what the files have wrong is said at once.
  const ofFiles = await readDirectory(config, [], logger);
  const lookup = createLookup({ elapsed: () => performance.now() });
  const opening = () =>
    openStore({
      ...(environment.databaseUrl === undefined ? {} : { databaseUrl: environment.databaseUrl }),
      dataDir: environment.dataDir,
      logger,
      lookup,
      settings: { connections: gateway.store.connections },
      ...(options.beside === undefined ? {} : { beside: options.beside }),
    });
  const store = await databaseFaults(environment, options.env.PGSSLMODE, opening);
  const following = async () => {
    const confirmed = await store.keyChanges.confirmedKeys();
    const clock = await followDatabase({
      ask: () => store.time(),
      elapsed: () => performance.now(),
      system: options.systemClock ?? Date.now,
    });
    // Its warnings were given above.
    const quiet = logger.child({}, { level: "silent" });
    return { clock, directory: confirmed.length === 0 ? ofFiles : await readDirectory(config, confirmed, quiet) };
  };
  const { clock: own, directory } = await following().catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const { timeShift } = options;
  const clock = timeShift === undefined ? own : { ...own, now: () => own.now() + timeShift() };
  const made = { database: store.created, gatewayKeys: keyring.created, partyKeys };
  if (made.database) logger.info({ directory: store.directory }, "made the database");
  if (made.gatewayKeys.length > 0) logger.info({ files: made.gatewayKeys }, "made gateway keys");
  if (made.partyKeys.length > 0) logger.info({ files: made.partyKeys }, "made development keys of parties");
  const prepared: Prepared = {
    options,
    config,
    logger,
    keyring,
    clocks: clocksFrom(config),
    lookAgain: async () => false,
    store,
    clock,
    directory: holdDirectory(directory),
    metrics,
    lookup,
    guard: createAddressGuard(gateway.delivery.allowPrivateAddresses, lookup),
    made,
    clockVersions: createClockVersions(() => prepared.clocks, store.recordedRules),
  };
  return prepared;
}

/** Reads the gateway's own keys, and logs their warnings. @throws {KeyringError} */
export async function readKeyring({ environment, gateway }: GatewayConfig, logger: Logger): Promise<Keyring> {
  const { keyPassphraseFile, keyFile } = environment;
  const keyring = await openKeyring({
    dir: environment.keysDir,
    mode: gateway.mode,
    now: Date.now,
    ...(keyPassphraseFile === undefined ? {} : { passphrase: await readPassphrase(keyPassphraseFile) }),
    ...(keyFile === undefined ? {} : { keyFile }),
  });
  for (const { en, zh } of keyring.warnings) logger.warn({ zh }, en);
  return keyring;
}

/**
 * Reads the directory and the parties' key files, and logs their warnings.
 * @param confirmed keys that parties sent themselves and that were confirmed
 * @throws {ConfigError}
 */
export async function readDirectory(
  config: GatewayConfig,
  confirmed: readonly ConfirmedKeys[],
  logger: Logger,
): Promise<DirectorySnapshot> {
  const { keysDir, keyPassphraseFile } = config.environment;
  const { directory, warnings } = await loadDirectory({
    document: config.directory,
    keysDir,
    mode: config.gateway.mode,
    ...(keyPassphraseFile === undefined ? {} : { passphrase: await readPassphrase(keyPassphraseFile) }),
    now: Date.now(),
    suites: new Set(["jose"]),
    confirmed,
  });
  for (const { en, zh } of warnings) logger.warn({ zh }, en);
  return directory;
}
