-- Horizon of the inboxes. A transaction that writes packets takes its number (packets.xid, the place in an inbox) only while it
-- holds a shared advisory lock, which ends with it. The key of the lock is the lowest number that it can get. So a reader that
-- looks at these locks first and at packets afterwards knows below which number no packet can appear any more, and no other
-- transaction of the server counts. Class of the locks: "aidx" in ASCII; key: the lower half of the number.
create function hold_inbox_horizon() returns trigger language plpgsql as $$
begin
  if current_setting('aidx.holds_inbox', true) = 'yes' then
    return null;
  end if;
  if pg_current_xact_id_if_assigned() is not null then
    raise exception 'a transaction that writes packets must write a message or a packet first'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  perform pg_advisory_xact_lock_shared(
    1634296952, pg_snapshot_xmax(pg_current_snapshot())::text::bigint::bit(32)::integer);
  perform set_config('aidx.holds_inbox', 'yes', true);
  return null;
end $$;

-- An accepted message is written before its packets, and both in one statement.
create trigger hold_inbox_horizon before insert on messages
  for each statement execute function hold_inbox_horizon();
create trigger hold_inbox_horizon before insert or update of xid on packets
  for each statement execute function hold_inbox_horizon();
