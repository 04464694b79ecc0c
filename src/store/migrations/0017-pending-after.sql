-- No entry that waits has this id or a lower one, and none will: the look for new entries begins behind it, and not at dead rows
-- that a long snapshot (pg_dump) keeps. A program that does not know the column leaves it where it is, which stays true.
alter table log_state add column pending_after bigint not null default 0;
