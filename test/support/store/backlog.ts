import type { OpenStore } from "../../../src/store/open.ts";

/** Due packets to be written straight into the table. */
export interface Backlog {
  /** A packet goes to each of these in turn. */
  readonly recipients: readonly string[];
  readonly packets: number;
  /** Packets of one thread; 1 when absent. */
  readonly perThread?: number;
  /** Since when they are due, ms. */
  readonly dueAt: number;
}

let written = 0;

/** Writes due packets as a gateway would have left them, without their messages. Returns their ids, in order. */
export async function writeBacklog(store: OpenStore, backlog: Backlog): Promise<string[]> {
  const { recipients, packets, perThread = 1, dueAt } = backlog;
  const { rows } = await store.pool.query<{ id: string }>(
    `insert into packets (id, message, thread, type, version, sender, recipient, sealed_at, next_at, window_until, size,
                          digest, bytes, media_type, kid, disclosed, due, push)
     select pg_temp.id(7, $1::bigint + n), pg_temp.id(7, $1::bigint + n), pg_temp.id(8, $1::bigint + n / $4::int), 'aid-subject-list', '1', 'procuratorate',
            ($2::text[])[1 + n % cardinality($2::text[])], $3::bigint, $3, $3 + 259200000, 64, sha256(int8send(n)),
            sha256(int8send(n)), 'application/jose', 'kid', '[]', '{"receipt": "2026-12-09T23:59:59+08:00"}', true
     from generate_series(0, $5::int - 1) as n
     returning id`.replaceAll(
      /pg_temp\.id\((\d), ([^)]+)\)/g,
      "('0197000$1-0000-7000-8000-' || lpad(to_hex($2), 12, '0'))::uuid",
    ),
    [written, recipients, dueAt, perThread, packets],
  );
  written += packets;
  return rows.map(({ id }) => id);
}
