-- The transparency log (protocol section 7). An entry is written with what it records, into audit_pending;
-- the sequencer moves it, in batches, into audit_entries, where it has its index in the tree for ever.
-- So an accept pays for one index only, and a row with an index never changes.
alter table audit_entries rename to audit_pending;
alter index audit_entries_message rename to audit_pending_message;
alter table audit_pending drop column leaf_index;

create table audit_entries (
  leaf_index bigint primary key,
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
create index audit_entries_thread on audit_entries (thread) where thread is not null;
create index audit_entries_leaf on audit_entries (leaf_hash);
create index audit_entries_type on audit_entries (type, leaf_index);

-- Hashes of the tree in tiles (C2SP tlog-tiles), each level's last one as wide as it is now: 32 bytes a hash.
create table log_tiles (
  level integer,
  index bigint,
  hashes bytea not null check (octet_length(hashes) % 32 = 0 and octet_length(hashes) between 32 and 8192),
  primary key (level, index)
);
-- Hashes do not compress.
alter table log_tiles alter hashes set storage external;

-- One row: where the log stands.
create table log_state (
  singleton boolean primary key default true check (singleton),
  -- Raised by whoever becomes the sequencer, and part of every write of his: one who lost the lock writes nothing.
  fence bigint not null default 0,
  -- Which server and database the log belongs to (as meta.cluster); a copy has another, and does not sign.
  identity text,
  -- The signed note over all of audit_entries; its size beside it.
  checkpoint text,
  size bigint not null default 0,
  -- The one that is served to everyone, and when it became so (ms).
  published text,
  published_size bigint not null default 0,
  published_at bigint,
  -- The published one with the cosignatures that came so far.
  cosigned text,
  -- The largest one that a quorum of the witnesses has cosigned.
  witnessed text,
  witnessed_size bigint not null default 0
);
insert into log_state default values;

-- Every entry that was ever committed, with an index or not yet; one statement finds each exactly once, also
-- one that is just being moved. In order: `order by leaf_index nulls last, pending_id`.
create view recorded_entries as
  select leaf_index, null::bigint as pending_id, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
  from audit_entries
  union all
  select null, id, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
  from audit_pending;
