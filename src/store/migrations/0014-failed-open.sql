-- A failed packet stays in its recipient's inbox (protocol section 5).
create index packets_open on packets (recipient, xid, seq) where state in ('queued', 'delivered', 'failed');
drop index packets_inbox;
-- Failed packets, in the order of acceptance, for an operator.
create index packets_failed on packets (id) where state = 'failed';
-- Code of the last failed push, or of the failed delivery. Null in packets that failed before.
alter table packets add column cause text;
-- The address that answered 410; null: an operator turned the endpoint off. Another address is not off.
alter table endpoints_off add column endpoint text;
