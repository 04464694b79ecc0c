import type { Bilingual } from "../domain/bilingual.ts";

/** Progress of migrating a database. */
export interface MigrationProgress {
  readonly what: keyof typeof TEXTS;
  /** Name of the migration; undefined before the first. */
  readonly migration?: string;
  /** Index that is built or dropped. */
  readonly index?: string;
  /** Share of the index that is built, 0 to 100. */
  readonly percent?: number;
  /** Server process that is waited for, as in pg_stat_activity. */
  readonly pid?: number;
}

const TEXTS = {
  "other-process": {
    zh: "另一进程正在升级数据库结构，等待其完成",
    en: "another process migrates the database: waiting for it",
  },
  waiting: {
    zh: "等待其他事务结束；期间不阻塞业务",
    en: "waits for other transactions to end, and holds up nobody",
  },
  building: { zh: "正在建立索引，业务照常", en: "an index is built, beside all other work" },
  dropping: { zh: "正在删除索引", en: "an index is dropped" },
  applied: { zh: "数据库结构已升级", en: "the database was migrated" },
  newer: {
    zh: "数据库结构比本程序新，仍可使用",
    en: "the database is newer than this program, which may use it all the same",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Text of a progress, without its members. */
export function migrationText({ what }: Pick<MigrationProgress, "what">): Bilingual {
  return TEXTS[what];
}
