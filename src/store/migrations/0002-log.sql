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

-- Every entry that was ever committed, with an index or not yet; one statement finds each exactly once, also
-- one that is just being moved. In order: `order by leaf_index nulls last, pending_id`.
create view recorded_entries as
  select leaf_index, null::bigint as pending_id, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
  from audit_entries
  union all
  select null, id, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
  from audit_pending;
