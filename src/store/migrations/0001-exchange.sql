-- The exchange: messages, their packets, receipts, and the audit entries of every step.
--
-- Times are milliseconds since the epoch, from the gateway's clock, never the server's.
-- There are no foreign keys: every statement that adds a packet, receipt or entry adds it with, or guarded
-- by, the row that it belongs to, and the check of each reference would cost more than its insert.

create table messages (
  id uuid primary key,
  thread uuid not null,
  type text not null,
  version text not null,
  sender text not null,
  jti text not null,
  claims_mac bytea not null,
  request_digest bytea not null,
  origin_digest bytea not null,
  policy text not null,
  issued_at bigint not null,
  accepted_at bigint not null,
  answer text not null,
  envelope bytea,
  envelope_media_type text not null,
  unique (sender, jti)
);
create index messages_thread on messages (thread);
-- Ciphertext and signatures do not compress. A usual answer (3 KiB) stays in its row, the envelope does not.
alter table messages alter envelope set storage external, alter answer set storage external;
alter table messages set (toast_tuple_target = 4080);

create table packets (
  id uuid primary key,
  -- Order of acceptance: pushes of one thread to one recipient follow it.
  seq bigint generated always as identity,
  -- With seq the position in the inbox: the transaction that made the packet listable.
  xid xid8 not null default pg_current_xact_id(),
  message uuid not null,
  thread uuid not null,
  type text not null,
  version text not null,
  sender text not null,
  recipient text not null,
  state text not null default 'queued'
    check (state in ('queued', 'delivered', 'accepted', 'rejected', 'failed', 'withdrawn')),
  sealed_at bigint not null,
  size integer not null,
  digest bytea not null,
  media_type text not null,
  kid text not null,
  disclosed jsonb not null,
  due jsonb not null,
  push boolean not null,
  attempts integer not null default 0,
  next_at bigint,
  window_until bigint,
  lease_owner text,
  lease_until bigint,
  delivered_at bigint,
  fetched_at bigint,
  settled_at bigint,
  outcome text,
  reason text,
  replaces uuid,
  -- Null once erased.
  bytes bytea
);
-- Out of the row, so that a change of state does not copy them, and not compressed.
alter table packets alter bytes set storage external;
create index packets_thread on packets (thread, recipient, seq);
create index packets_inbox on packets (recipient, xid, seq) where state in ('queued', 'delivered');
create index packets_due on packets (next_at) where state = 'queued' and push;
create unique index packets_replaces on packets (replaces) where replaces is not null;

create table receipts (
  packet uuid primary key,
  jti text not null,
  jws text not null,
  outcome text not null check (outcome in ('accepted', 'rejected')),
  reason text,
  issued_at bigint not null,
  received_at bigint not null,
  leaf_hash bytea not null
);

create table audit_entries (
  id bigint generated always as identity primary key,
  -- Place in the log's tree; null until the sequencer gave it one.
  leaf_index bigint unique,
  type text not null,
  at bigint not null,
  actor text not null,
  message uuid,
  packet uuid,
  thread uuid,
  recipient text,
  leaf_hash bytea not null,
  -- What was hashed, exactly (RFC 8785). The columns beside it are for finding, not for believing.
  bytes bytea not null
);
create index audit_entries_message on audit_entries (message) where message is not null;

-- Client assertions that were used (RFC 7523); expires is NumericDate, seconds.
create table assertions (
  party text not null,
  jti text not null,
  expires bigint not null,
  primary key (party, jti)
);
create index assertions_expires on assertions (expires);

-- Push endpoints that answered 410.
create table endpoints_off (
  party text primary key,
  since bigint not null
);

-- Versions of directory and policy as they were loaded.
create table snapshots (
  id bigint generated always as identity primary key,
  kind text not null,
  version text not null,
  document text not null
);
create index snapshots_kind on snapshots (kind, id);

-- One row.
create table meta (
  singleton boolean primary key default true check (singleton),
  -- Raised when positions in the inbox lost their meaning (a restored database); part of every cursor.
  epoch integer not null default 1,
  -- Which server the positions belong to; see inbox-epoch.ts.
  cluster text,
  -- Keys the check of cursors. Not a secret of weight: a forged cursor shows nothing but one's own inbox.
  cursor_key bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  probed integer not null default 0
);
insert into meta default values;
