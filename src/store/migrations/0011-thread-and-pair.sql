-- Auditors' lists again (0003-auditors.sql, 0009-overdue.sql), so that none depends on how long a thread is or on how many
-- senders a recipient has.
--
-- A thread's packets, newest first of each state and type. What is not due or not a party's is passed over in the index,
-- and who got packets of a thread is read from the index alone.
drop index packets_thread;
create index packets_thread on packets (thread, state, type, id, due_ms(due), recipient, sender);

-- A recipient's groups are states and types, as a sender's are; a pair has an index of its own.
drop index packets_by_recipient;
create index packets_by_recipient on packets (recipient, state, type, id);
create index packets_by_pair on packets (recipient, sender, state, type, id);

-- Every change of state leaves a dead entry in every index until a vacuum. The first question that comes upon them
-- looks each of them up, some 0.7 ms a thousand, so not a share of the table but a number of them starts the vacuum; and one
-- that finds them on few pages must clear the indexes too, which by itself it would not.
alter table packets set (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 50000,
  vacuum_index_cleanup = on
);
