-- Roll-up of packets by the day of their sealing (src/store/audit/packet-days.ts), so that a summary does not read every packet.
-- A background step derives it from the log in its order; no statement that changes a packet writes here.

-- One row, which the first step makes: how far the entries are counted. Nothing is counted while it is 0.
create table packet_days_state (
  singleton boolean primary key default true check (singleton),
  counted bigint not null default 0,
  -- Minutes east of UTC: where the counted days begin.
  utc_offset integer not null default 0
);

-- Packets of a day, or of a month (span below 0), with one recipient, sender and type; '' stands for all of them.
create table packet_days (
  -- 0: by recipient, 1: by sender, 2: by type, 3: by all three.
  grouping smallint not null,
  span integer not null,
  recipient text not null,
  sender text not null,
  type text not null,
  -- How many are in each state, were refused for each reason, wait with each due time.
  counts jsonb not null,
  -- Pairs of a bucket of times (2 bytes) and how many have it (4 bytes); null in grouping 3.
  delivery bytea,
  receipt bytea,
  primary key (grouping, span, recipient, sender, type)
);

-- Counted packets that wait for their receipt, as they were counted. What has its receipt, or is withdrawn, does not change.
create table packet_days_open (
  packet uuid primary key,
  state text not null,
  due bigint not null,
  delivery integer
);
