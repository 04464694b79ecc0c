-- Auditors' lists again (0003-auditors.sql), so that none depends on how much waits.
--
-- Nobody has so many recipients that states and types alone would not tell a sender's groups; a pair is found by its
-- recipient.
drop index packets_by_sender;
create index packets_by_sender on packets (sender, state, type, id);

-- What waits for its receipt, by the day in which that is due (src/store/overdue-query.ts).
drop index packets_unreceipted;
create index packets_waiting on packets (type, state, due_ms(due), id)
  where state in ('queued', 'delivered', 'failed');
create index packets_waiting_by_sender on packets (sender, type, state, due_ms(due), id)
  where state in ('queued', 'delivered', 'failed');
-- Here the sender comes last: of a pair, what is not the sender's is passed over in the index.
create index packets_waiting_by_recipient on packets (recipient, type, state, due_ms(due), id, sender)
  where state in ('queued', 'delivered', 'failed');
