/**
 * Packets as they are after years, for auditors' questions: most of them a city's daily work, the rest what is hard
 * to answer. Their shares of the whole are the same at every size.
 */
import type { Database } from "./database.ts";

/** Ten procuratorates, a hundred and twenty departments. */
export const SENDERS = 10;
export const RECIPIENTS = 120;
/** The newest packet's time: eight in the morning where the departments are. */
export const NEWEST = Date.parse("2026-11-24T00:00:00Z");
/** The time of all packets, ms. */
export const YEARS = 3 * 365 * 86_400_000;
/** The thread that has one packet in a hundred. */
export const LONG_THREAD = "019a0000-0000-7000-8000-000000000000";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** One kind of packets. SQL over `g`, the number of the packet from 1, and `n`, how many there are; */
interface Scene {
  readonly share: number;
  /** Sealed this long before the newest, ms. */
  readonly age: string;
  readonly sender: string;
  readonly recipient: string;
  readonly type: string;
  readonly state: string;
  readonly thread?: string;
  /** Whole days from the day of sealing to the last day for a receipt. */
  readonly days: string;
}

const chance = (salt: number, k: number) => `((hashint8extended(g, ${salt}) & 1048575) % ${k})`;
const oneOf = (salt: number, values: readonly string[]) =>
  `(array[${values.map((value) => `'${value}'`).join(", ")}])[1 + ${chance(salt, values.length)}]`;
const often = (value: string, times: number) => Array.from({ length: times }, () => value);

const FORTH = [
  ...often("aid-subject-list", 24),
  ...often("supplement", 3),
  "correction",
  "withdrawal",
  "inquiry-answer",
  "reminder",
  "visit",
];
const BACK = [...often("feedback", 7), "inquiry", "reverse-lead"];
const ENDED = [...often("accepted", 190), ...often("rejected", 5), ...often("withdrawn", 3), "failed"];
const back = `g % 10 = 0`;
const procuratorate = `'procuratorate-' || ${chance(1, SENDERS)}`;
const department = `'department-' || ${chance(2, RECIPIENTS)}`;

const SCENES: Readonly<Record<string, Scene>> = {
  // Every sender, recipient, type and state with every other; the last fiftieth on its way, some of it overdue.
  daily: {
    share: 0.8,
    age: `(n - g) * ${YEARS} / n`,
    sender: `case when ${back} then ${department} else ${procuratorate} end`,
    recipient: `case when ${back} then ${procuratorate} else ${department} end`,
    type: `case when ${back} then ${oneOf(3, BACK)} else ${oneOf(3, FORTH)} end`,
    state: `case when g > n * 0.98 then ${oneOf(4, ["queued", "delivered", "accepted"])} else ${oneOf(4, ENDED)} end`,
    days: `case when ${chance(5, 10)} = 0 then 1 when ${chance(5, 10)} = 1 then 10 else 2 end`,
  },
  // All of it waits since yesterday, and the ten oldest were due the same day.
  waiting: {
    share: 0.1,
    age: `${20 * HOUR} - g * ${20 * HOUR} / n`,
    sender: "'procuratorate-waiting'",
    recipient: "'department-waiting'",
    type: "'aid-subject-list'",
    state: "'delivered'",
    days: "case when g <= 10 then 0 else 2 end",
  },
  // Sealed in one day, overdue since, but for an older one that has time still.
  late: {
    share: 0.05,
    age: `${5 * DAY} - g * ${DAY} / n`,
    sender: "'procuratorate-late'",
    recipient: "'department-late'",
    type: "'aid-subject-list'",
    state: oneOf(4, ["queued", "delivered"]),
    days: `case when g = 1 then 10 when ${chance(5, 2)} = 0 then 1 else 2 end`,
  },
  // Never signed for anything, in all these years.
  silent: {
    share: 0.04,
    age: `(n - g) * ${YEARS} / n`,
    sender: "'procuratorate-' || g % 5",
    recipient: "'department-silent'",
    type: oneOf(3, ["aid-subject-list", "supplement"]),
    state: oneOf(4, ["queued", "delivered", "failed"]),
    days: "2",
  },
  thread: {
    share: 0.01,
    age: `(n - g) * ${YEARS} / n`,
    sender: "'procuratorate-0'",
    recipient: department,
    type: "'supplement'",
    state: oneOf(4, ENDED),
    thread: `'${LONG_THREAD}'`,
    days: "2",
  },
};

/** A reason that hardly any refusal has. */
export const RARE_REASON = "duplicate";

/** Fills `packets`. Indexes are made afterwards, as a restore does. */
export async function fillPackets(database: Database, packets: number): Promise<void> {
  const indexes = await database.query(
    `select indexname, indexdef from pg_indexes where tablename = 'packets' and indexname <> 'packets_pkey'`,
  );
  for (const { indexname } of indexes) await database.query(`drop index ${String(indexname)}`);
  await database.query("set synchronous_commit = off");
  await database.query("set maintenance_work_mem = '1GB'");
  for (const scene of Object.values(SCENES)) await fill(database, scene, Math.round(packets * scene.share));
  for (const { indexdef } of indexes) await database.query(String(indexdef));
  await database.query("vacuum analyze packets");
}

/** Fills `audit_entries` with the entry of each packet's sealing: what the roll-up of days is counted from. */
export async function fillEntries(database: Database): Promise<void> {
  await database.query(`
    insert into audit_entries (leaf_index, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes)
    select row_number() over (order by id) - 1, 'sealed', sealed_at, 'aid-gateway', message, id, thread, recipient,
           decode(md5(id::text), 'hex'), convert_to('{"packet":"' || id || '"}', 'UTF8')
    from packets`);
  await database.query("vacuum analyze audit_entries");
}

async function fill(database: Database, scene: Scene, count: number): Promise<void> {
  const chunk = 500_000;
  for (let first = 0; first < count; first += chunk) {
    await database.query(`
    insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest,
                         media_type, kid, disclosed, due, push, delivered_at, settled_at, outcome, reason)
    select (lpad(to_hex(at), 12, '0') || '7' || substr(random, 1, 3) || '8' || substr(random, 4, 15))::uuid,
           gen_random_uuid(), ${scene.thread ?? "md5(random)"}::uuid, type, '1', sender, recipient, state, at, 7700, '\\x00',
           'application/jose', 'kid', '["identity","needs"]',
           jsonb_build_object('receipt', to_char(
             to_timestamp(at / 1000 + ${8 * 3600}) at time zone 'UTC' + days * interval '1 day', 'YYYY-MM-DD"T23:59:59+08:00"')),
           g % 2 = 0,
           case when state <> 'queued' then at + 200 + g % 5000 end,
           case when state in ('accepted', 'rejected') then at + 3000 + (g * 37) % 86400000 end,
           case when state in ('accepted', 'rejected') then state end,
           case when state = 'rejected' then case when g % 5003 = 0 then '${RARE_REASON}' else 'not-responsible' end end
    from (
      select g, md5(gen_random_uuid()::text) as random, ${NEWEST}::bigint - (${scene.age})::bigint as at,
             ${scene.sender} as sender, ${scene.recipient} as recipient, ${scene.type} as type, ${scene.state} as state,
             ${scene.days} as days
      from generate_series(${first + 1}::bigint, ${Math.min(first + chunk, count)}) as g, (select ${count}::bigint as n) as of
    ) as made`);
  }
}
