/** Watches open transactions: those that hold back the inboxes, and those of others that hold back the server's vacuum. */
import type { Prepared } from "./prepare.ts";

/** Time between two readings, ms. */
const READ_MS = 10_000;
/** Times from which an operator is told, s. The gateway's own transactions are cut off after 15 s. */
const INBOX_SECONDS = 10;
const SERVER_SECONDS = 600;

/** Watch over open transactions. */
export interface RunningHorizon {
  /** Contains `inbox` while new packets are listed in no inbox. */
  degraded(): readonly "inbox"[];
  /** Reads once; resolves when what was found is known. */
  read(): Promise<void>;
  stop(): void;
}

/** Starts to read how long transactions are open, and logs when it is too long, and when that is over. */
export function watchHorizon(
  {
    store,
    metrics,
    logger,
  }: Pick<Prepared, "metrics" | "logger"> & { readonly store: Pick<Prepared["store"], "heldHorizon"> },
  elapsed: () => number,
): RunningHorizon {
  let held = 0;
  let oldest = { xid: "", since: 0 };
  let open = 0;
  const told = { inbox: false, server: false };
  metrics.watchHorizon({ inbox: () => held, server: () => open });

  function tell(what: keyof typeof told, isLong: boolean, seconds: number, zh: string, en: string): void {
    if (isLong === told[what]) return;
    told[what] = isLong;
    const event = `${what}-horizon`;
    if (isLong) logger.error({ event, zh, seconds: Math.round(seconds) }, en);
    else logger.info({ event, zh: "未结束的事务已经结束" }, "the transaction that stayed open has ended");
  }

  async function read(): Promise<void> {
    const now = await store.heldHorizon();
    held = now.held;
    if (oldest.xid !== now.oldest) oldest = { xid: now.oldest, since: elapsed() };
    open = now.oldest === now.next ? 0 : (elapsed() - oldest.since) / 1000;
    tell(
      "inbox",
      held >= INBOX_SECONDS,
      held,
      "写入数据包的事务长时间未结束：各收件箱不列出新数据包。请查看数据库的 pg_stat_activity 和同步备库",
      "a transaction that writes packets does not end: no inbox lists new packets. Look at pg_stat_activity and at a synchronous standby",
    );
    tell(
      "server",
      open >= SERVER_SECONDS,
      open,
      "数据库服务器上有事务长时间未结束（可能在其他数据库中）：已删除的行无法清理，各表会变大。请查看 pg_stat_activity 和 pg_prepared_xacts",
      "a transaction on the database's server (perhaps in another database) does not end: deleted rows cannot be cleaned up and tables grow. Look at pg_stat_activity and pg_prepared_xacts",
    );
  }

  // After a failed reading the figures stay.
  const timer = setInterval(() => void read().catch(() => undefined), READ_MS).unref();
  return {
    degraded: () => (told.inbox ? ["inbox"] : []),
    read,
    stop: () => clearInterval(timer),
  };
}
