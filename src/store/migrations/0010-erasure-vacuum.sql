-- What was destroyed leaves the files soon (docs/retention.md): by itself a vacuum would wait for a fifth of the table.
-- Payloads lie in the TOAST tables, which change with an erasure and at no other time.
alter table packets set (toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 100);
alter table messages set (toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 100);
alter table person_index set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);
