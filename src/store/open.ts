import type { LookupFunction } from "node:net";
import pg from "pg";
import type { AuditRows } from "../audit/queries.ts";
import type { DecisionRows } from "../casework/meeting/meeting-port.ts";
import type { InquiryRows } from "../casework/inquiry/inquiry-port.ts";
import type { CasePersonRows } from "../casework/worklist/person-port.ts";
import type { CaseRows, RecordedGuidelines, RecordedRules } from "../casework/ports.ts";
import type { LinkRows } from "../casework/recurrence/link-port.ts";
import type { ReportRows } from "../casework/report/report-port.ts";
import type { NoticeRows } from "../exchange/notices-port.ts";
import type { RerouteRows } from "../exchange/packet.ts";
import type { EvidenceRows } from "../evidence/make/source.ts";
import type { LogRows, LogStore } from "../log/log-store.ts";
import type { TimestampRows } from "../log/timestamper.ts";
import type { ErasureRows, LookupRows, PersonRows } from "../persons/persons-port.ts";
import type { KeyChangeRows } from "../exchange/key-changes-port.ts";
import type { PacketFigures } from "../exchange/operator-port.ts";
import type { Store } from "../exchange/store-port.ts";
import { rerouteRows } from "./cases/reroute-rows.ts";
import { linkRows } from "./cases/link-rows.ts";
import { decisionRows } from "./cases/decision-rows.ts";
import { inquiryRows } from "./cases/inquiry-rows.ts";
import { casePersonRows } from "./cases/case-person-rows.ts";
import { caseRows } from "./cases/case-rows.ts";
import { noticeRows } from "./cases/notice-rows.ts";
import { reportRows } from "./cases/report-rows.ts";
import { auditRows } from "./audit/audit-rows.ts";
import { CommitProbe } from "./commit-probe.ts";
import { Database, type DatabaseSettings } from "./database.ts";
import { databaseTime } from "./database-clock.ts";
import { identityQuestion } from "./database-identity.ts";
import { startEmbedded } from "./embedded/embedded.ts";
import { erasureRows } from "./exchange/erasure.ts";
import { evidenceRows } from "./audit/evidence-rows.ts";
import { InboxReader } from "./exchange/inbox.ts";
import { checkInboxEpoch } from "./exchange/inbox-epoch.ts";
import { type HeldHorizon, heldHorizon } from "./exchange/inbox-horizon.ts";
import { keyChangeRows } from "./exchange/key-changes.ts";
import type { Logger } from "pino";
import { logStore } from "./log/log-store.ts";
import { logRows } from "./log/log-rows.ts";
import { type MigrateOptions, migrate } from "./migrate.ts";
import { readMigrations } from "./migration.ts";
import { migrationText } from "./migration-progress.ts";
import { namedSockets } from "../names/named-socket.ts";
import { type OperatingFacts, operatingFacts } from "./operating-facts.ts";
import { personLookupRows } from "./exchange/person-lookups.ts";
import { personRows } from "./exchange/person-rows.ts";
import { refuseTransactionPooling } from "./pooler.ts";
import { PostgresStore } from "./exchange/postgres-store.ts";
import { recordedGuidelines, recordedRules } from "./exchange/snapshots.ts";
import { packetFigures } from "./exchange/standings.ts";
import { timestampRows } from "./log/timestamps.ts";

/** Where the store is, and how it is opened. */
export interface OpenOptions {
  /** Server to use; without it the store starts its own in `{dataDir}/postgres`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly logger: Logger;
  readonly settings?: Partial<DatabaseSettings>;
  /** Looks up the server's name; without it the system's resolver does. */
  readonly lookup?: LookupFunction;
  /** True for a command: it uses the server of a gateway that runs on the data directory, and leaves it running. */
  readonly beside?: boolean;
}

/** An open store. */
export type OpenStore = Store & {
  /** Finishes the writes under way, closes the connections, stops the store's own server. */
  close(): Promise<void>;
  /** The database's time, ms since the epoch. */
  time(): Promise<number>;
  /** Tells for how long open transactions hold back the inboxes and the server's vacuum. */
  heldHorizon(): Promise<HeldHorizon>;
  /** Facts about the database for its operator. */
  operatingFacts(): Promise<OperatingFacts>;
  /** Packets as they stand now. @param now ms */
  packetFigures(now: number): Promise<PacketFigures>;
  /** The connections, for other parts that have tables in the same database. */
  readonly pool: pg.Pool;
  /** Connection URL of the database; it holds a password. */
  readonly url: string;
  /** Rows for readers of the log. */
  readonly logRows: LogRows;
  /** Rows for auditors' questions. */
  readonly auditRows: AuditRows;
  /** Cases of the closed loop. */
  readonly caseRows: CaseRows;
  /** Link keys of persons of cases. */
  readonly linkRows: LinkRows;
  /** Inquiries. */
  readonly inquiryRows: InquiryRows;
  /** Decisions of joint meetings. */
  readonly decisionRows: DecisionRows;
  readonly casePersonRows: CasePersonRows;
  /** Needs that are sent on to another department. */
  readonly rerouteRows: RerouteRows;
  /** Rules about deadlines that were ever in force. */
  readonly recordedRules: RecordedRules;
  /** Reads the guidelines that were ever in force. */
  readonly recordedGuidelines: RecordedGuidelines;
  /** Notices of deadlines. */
  readonly noticeRows: NoticeRows;
  /** Reports of procuratorates, and what they count. */
  readonly reportRows: ReportRows;
  /** Destroys payloads. */
  readonly erasureRows: ErasureRows;
  /** Finds the threads about a person, on a request that is recorded. */
  readonly personRows: PersonRows & LookupRows;
  /** Keys that parties sent themselves. */
  readonly keyChanges: KeyChangeRows;
  /** Rows for evidence, besides those of the log. */
  readonly evidenceRows: EvidenceRows;
  /** Time stamps of the log's checkpoints. */
  readonly timestampRows: TimestampRows;
  /** Writes the log. */
  readonly logStore: LogStore;
  /** Called after every commit of this process that recorded entries. Set once, by the part that wakes the sequencer. */
  onRecorded: () => void;
  /** True when this start made the database. */
  readonly created: boolean;
  /** Folder of the files of the store's own server; undefined with another server. */
  readonly directory: string | undefined;
};

const DEFAULTS: DatabaseSettings = { connections: 10, connectMs: 5_000, statementMs: 15_000 };

/**
 * Opens the store: starts the embedded server when no other is named, migrates the database, and warns when commits are
 * not durable.
 *
 * @throws DataDirectoryInUse, MigrationError, or an error that says why the server did not start
 */
export async function openStore(options: OpenOptions): Promise<OpenStore> {
  const { logger, dataDir, lookup, beside = false } = options;
  const server = options.databaseUrl === undefined ? await startEmbedded(dataDir, logger, { beside }) : undefined;
  const url = options.databaseUrl ?? server?.url ?? "";
  const db = new Database(url, { ...DEFAULTS, ...options.settings }, logger, lookup);
  try {
    await migrateUrl(url, {
      ...options,
      progress: ({ what, ...of }) =>
        logger.info({ event: `migration-${what}`, ...of, zh: migrationText({ what }).zh }, migrationText({ what }).en),
    });
    const identity = await identityQuestion(db);
    await checkInboxEpoch(db, identity, logger);
    await warnIfNotDurable(db, logger);
    const [meta] = await db.run<{ cursor_key: Buffer }>(
      { name: "cursor-key", text: "select cursor_key from meta" },
      [],
    );
    if (meta === undefined) throw new Error("the table meta is empty");
    const store = new PostgresStore(
      db,
      new InboxReader(db, identity, meta.cursor_key, logger),
      new CommitProbe(db, logger),
    );
    let closed: Promise<void> | undefined;
    const closeAll = async () => {
      await store.drain();
      await db.close();
      await server?.stop();
    };
    const close = () => (closed ??= closeAll());
    return Object.assign(store, {
      close,
      time: () => databaseTime(db),
      heldHorizon: () => heldHorizon(db),
      operatingFacts: () => operatingFacts(db),
      packetFigures: (now: number) => packetFigures(db, now),
      pool: db.pool,
      url,
      logRows: logRows(db),
      auditRows: auditRows(db, meta.cursor_key),
      caseRows: caseRows(db),
      linkRows: linkRows(db),
      inquiryRows: inquiryRows(db),
      decisionRows: decisionRows(db),
      casePersonRows: casePersonRows(db),
      recordedRules: recordedRules(db),
      recordedGuidelines: recordedGuidelines(db),
      reportRows: reportRows(db, () => store.onRecorded()),
      noticeRows: noticeRows(db, () => store.onRecorded()),
      rerouteRows: rerouteRows(db, () => store.onRecorded()),
      erasureRows: erasureRows(db, () => store.onRecorded()),
      personRows: { ...personRows(db), ...personLookupRows(db, () => store.onRecorded()) },
      keyChanges: keyChangeRows(db, () => store.onRecorded()),
      evidenceRows: evidenceRows(db),
      timestampRows: timestampRows(db),
      logStore: logStore(url, logger, lookup),
      created: server?.created ?? false,
      directory: server?.directory,
    });
  } catch (error) {
    await db.close();
    await server?.stop();
    throw error;
  }
}

/** Options of `migrateStore`. */
export type MigrateStoreOptions = Omit<OpenOptions, "settings"> & Pick<MigrateOptions, "progress" | "signal">;

/** Brings the database to this version, and leaves it. @throws DataDirectoryInUse, MigrationError */
export async function migrateStore(options: MigrateStoreOptions): Promise<void> {
  const { databaseUrl, dataDir, logger } = options;
  const server = databaseUrl === undefined ? await startEmbedded(dataDir, logger, { beside: true }) : undefined;
  try {
    await migrateUrl(databaseUrl ?? server?.url ?? "", options);
  } finally {
    await server?.stop();
  }
}

async function migrateUrl(
  url: string,
  { lookup, progress, signal }: Pick<MigrateStoreOptions, "lookup" | "progress" | "signal">,
): Promise<void> {
  /** Connects without time-outs of the client: an index of a large table takes as long as it takes. */
  const connect = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: "aidx migrate",
      connectionTimeoutMillis: DEFAULTS.connectMs,
      keepAlive: true,
      ...(lookup === undefined ? {} : { stream: namedSockets(lookup) }),
    });
    // The statement under way fails; without a listener the process would end too.
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  await refuseTransactionPooling(connect);
  await migrate({ connect, progress, ...(signal === undefined ? {} : { signal }) }, await readMigrations());
}

/** Warns about settings with which a commit may be lost at a crash or a failover: `202` would promise too much. */
async function warnIfNotDurable(db: Database, logger: Logger): Promise<void> {
  const settings = await db.run<{ name: string; setting: string }>(
    {
      name: "durability",
      text: `
      select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'
         or name = 'synchronous_commit' and setting in ('local', 'remote_write')
            and current_setting('synchronous_standby_names') <> ''
         or name = 'synchronous_standby_names' and setting = '' and exists (select from pg_stat_replication)`,
    },
    [],
  );
  for (const { name, setting } of settings) {
    const zh = "数据库设置使已提交的数据可能在崩溃或主备切换时丢失，见 docs/operations.md“Failover”";
    logger.warn(
      { event: "not-durable", setting: name, value: setting, zh },
      "with this setting the database may lose what it committed, at a crash or a failover (docs/operations.md, Failover)",
    );
  }
}
