-- When a packet failed: its time until destruction begins there. Null in packets that failed before; for them their
-- window's end counts, which is never later.
alter table packets add column failed_at bigint;
