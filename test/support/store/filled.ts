import type pg from "pg";
import { NOW } from "./store-samples.ts";

/** Packets that SQL makes. */
export interface Filling {
  readonly packets: number;
  /** Packets of a message, each for another recipient; 1 by default. */
  readonly of?: number;
  readonly state?: string;
  readonly push?: boolean;
  /** Time of acceptance, of the settlement and of the next attempt of the first packet, ms; each later one's is 1 ms later. */
  readonly at?: number;
  /** Set apart the ids of two fillings: 0 to 9. */
  readonly series?: number;
}

/** Fills a database of any schema from 1 on with messages, each a thread of its own, and their packets. */
export async function fill(pool: pg.Pool, filling: Filling): Promise<void> {
  const { packets, of = 1, state = "queued", push = true, at = NOW, series = 0 } = filling;
  const id = (variant: string, n: string) =>
    `('01970000-000${series}-7000-${variant}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  await pool.query(`
    insert into messages (
      id, thread, type, version, sender, jti, claims_mac, request_digest, origin_digest, policy, issued_at, accepted_at,
      answer, envelope, envelope_media_type
    )
    select ${id("8000", "n")}, ${id("8000", "n")}, 'aid-subject-list', '1', 'procuratorate', 'jti-${series}-' || n, d, d, d,
           'default@1', ${at} + n, ${at} + n, '{}', d, 'application/jose'
    from generate_series(1, ${Math.ceil(packets / of)}) as n, sha256('x') as d`);
  await pool.query(`
    insert into packets (
      id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest, media_type, kid, disclosed, due,
      push, next_at, window_until, settled_at, bytes
    )
    select ${id("9000", "n")}, ${id("8000", `(n - 1) / ${of} + 1`)}, ${id("8000", `(n - 1) / ${of} + 1`)}, 'aid-subject-list',
           '1', 'procuratorate', 'recipient-' || n % 12, '${state}', ${at} + n, 32, d, 'application/jose', 'kid', '[]',
           '{"receipt":"2026-03-09T23:59:59+08:00"}', ${push}, ${push && state === "queued" ? `${at} + n` : "null::bigint"},
           ${at + 259_200_000}, ${["queued", "delivered", "failed"].includes(state) ? "null::bigint" : `${at} + n`}, d
    from generate_series(1, ${packets}) as n, sha256('x') as d`);
  await pool.query("analyze messages, packets");
}
