/**
 * Probe of `/readyz`: a message could be committed now. A full disk is noticed by the write that found no room; from then on the
 * probe has to find room itself, since its own row fits into a page that is there already.
 */
import type { Logger } from "pino";
import type { Bilingual } from "../domain/bilingual.ts";
import type { Database, Runner, Statement } from "./database.ts";

/**
 * Proves that a commit reaches the disk, and that nobody has locked the tables in which an accepted message is written: each
 * update of none takes the lock of a writer. Rows: none.
 */
const PROBE: Statement = {
  name: "probe",
  text: `
  with no_message as (update messages set version = version where false),
       no_packet as (update packets set version = version where false),
       no_person as (update person_index set mac = mac where false),
       no_receipt as (update receipts set jti = jti where false),
       no_entry as (update audit_pending set type = type where false)
  update meta set probed = (probed + 1) % 1000000`,
};

/** SQLSTATE disk_full. */
const DISK_FULL = "53100";

/** Rows: none. Writes 1 MiB into a table of its own in the tablespace, which is not committed. */
const fill = (tablespace: string): Statement => ({
  name: `disk-room-${tablespace}`,
  text: `create unlogged table disk_room tablespace ${tablespace} as select n from generate_series(1, 30000) as n`,
});
/** $1 number of a tablespace. Rows: its name as an identifier, and its folder. */
const TABLESPACE: Statement = {
  name: "disk-room-tablespace",
  text: "select quote_ident(spcname) as name, pg_tablespace_location(oid) as folder from pg_tablespace where oid = $1::oid",
};

/** Thrown to roll back what was written only to see that it can be. */
const ENOUGH = new Error("there is room");

/** Probe of commits to a database, and watch over its disks. */
export class CommitProbe {
  readonly #db: Database;
  readonly #logger: Logger;
  /** Number of the tablespace without room, `0` for the data directory; undefined while no write has found a disk full. */
  #full: string | undefined;

  constructor(db: Database, logger: Logger) {
    this.#db = db;
    this.#logger = logger;
    db.onFailure = (error) => this.#note(error);
  }

  /** Commits. @throws StoreUnavailable when nothing can be committed, or there is no room */
  async probe(): Promise<void> {
    await this.#db.run(PROBE, []);
    const full = this.#full;
    if (full === undefined) return;
    const [tablespace] = full === "0" ? [] : await this.#db.run<{ name: string }>(TABLESPACE, [full]);
    const writing = this.#db.transaction(async (runner: Runner) => {
      await runner.run(fill(tablespace?.name ?? "pg_default"), []);
      throw ENOUGH;
    });
    await writing.catch((error: unknown) => {
      if (error !== ENOUGH) throw error;
    });
    this.#full = undefined;
    this.#logger.info({ event: "disk-room", zh: "数据库磁盘又有空间" }, "the database's disk has room again");
  }

  #note(error: unknown): void {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    if (code !== DISK_FULL) return;
    // The path stands in the message in whatever language: "base/16384/16999", "pg_tblspc/16500/PG_15_…/16384/16999".
    const file = /"((?:base|global|pg_[a-z]+)\/[^"]*)"/.exec(String(message))?.[1];
    const tablespace = /^pg_tblspc\/(\d+)\//.exec(file ?? "")?.[1] ?? "0";
    const isKnown = this.#full !== undefined;
    this.#full = tablespace;
    if (!isKnown) void this.#tell(tablespace, file);
  }

  async #tell(tablespace: string, file: string | undefined): Promise<void> {
    const asked = tablespace === "0" ? [] : this.#db.run<{ name: string; folder: string }>(TABLESPACE, [tablespace]);
    const [found] = await Promise.resolve(asked).catch(() => []);
    const { zh, en }: Bilingual =
      tablespace === "0"
        ? { zh: "数据库数据目录所在磁盘", en: "the disk of the database's data directory" }
        : {
            zh: `数据库表空间 ${found?.name ?? tablespace} 所在磁盘（${found?.folder ?? "?"}）`,
            en: `the disk of the database's tablespace ${found?.name ?? tablespace} (${found?.folder ?? "?"})`,
          };
    this.#logger.error(
      { event: "disk-full", zh: `${zh}已满：腾出空间之前无法接收消息`, file },
      `${en} is full: no message can be taken until there is room`,
    );
  }
}
