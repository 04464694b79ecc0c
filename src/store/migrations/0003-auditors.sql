-- Finding for auditors: deliveries, events, summaries (docs/auditors.md).
--
-- Packet ids are UUIDv7, so their order is that of sealing, and every list is read backwards from an index
-- that ends with the id. A filter that names neither is answered from the groups there are: the same columns
-- in another order give, for a recipient or a sender, each group's newest packets.
create index packets_by_recipient on packets (recipient, sender, state, type, id);
create index packets_by_sender on packets (sender, recipient, state, type, id);
create index packets_by_state on packets (state, type, id);

-- When a receipt is due, ms. Immutable: the text names its offset.
create function due_ms(due jsonb) returns bigint language sql immutable parallel safe
  return (extract(epoch from (due ->> 'receipt')::timestamptz) * 1000)::bigint;
create index packets_unreceipted on packets (id, due_ms(due)) where state in ('queued', 'delivered', 'failed');

-- Entries by time, within each type: a list of all types is one probe for each. Sequencing appends at their ends.
create index audit_entries_type_at on audit_entries (type, at, leaf_index);
create index audit_entries_actor on audit_entries (actor, type, at, leaf_index);
create index audit_entries_recipient on audit_entries (recipient, type, at, leaf_index) where recipient is not null;
create index audit_entries_packet on audit_entries (packet) where packet is not null;
