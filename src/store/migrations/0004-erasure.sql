-- Erasure (docs/retention.md): payload bytes are destroyed, rows and log entries stay.
alter table packets add column erased_at bigint;
alter table messages add column envelope_erased_at bigint;
-- Packets whose bytes are still there, by how long ago they reached their state.
create index messages_envelope on messages (accepted_at) where envelope is not null;
create index packets_erasable on packets (state, coalesce(settled_at, delivered_at, sealed_at)) where bytes is not null;
