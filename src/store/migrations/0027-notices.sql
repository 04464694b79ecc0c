-- Stages of clocks that a department was told of in a notice of the gateway (src/casework/notice): each once. A row commits with
-- the notice that tells it.
create table told_stages (
  item uuid not null,
  rule text not null,
  stage text not null check (stage in ('due-soon', 'overdue')),
  message uuid not null,
  primary key (item, rule, stage)
);
-- Last local day (number since 1970-01-01) for which a recipient's notice was made, or nothing was to be told.
create table notice_days (
  recipient text primary key,
  day integer not null
);
-- When the last process began to look. One row at most.
create table notice_turn (
  singleton boolean primary key default true check (singleton),
  at bigint not null default 0
);
