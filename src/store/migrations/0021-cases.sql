-- The closed loop: what became of each need of each person (src/casework). Persons and households are keyed digests within
-- their thread; states, reasons and dates are in the clear, amounts, groups and division encrypted.

-- What a document said, one row for each item or subject. The log has the Merkle root over the digests of a document; without
-- its salt, which goes with the row, a digest tells nothing. The primary key decides when two documents change a case at once.
create table case_facts (
  thread uuid not null,
  -- Number of the document among those that changed the case, from 1.
  revision integer not null,
  -- Place within its document.
  n integer not null,
  department text,
  fact jsonb not null,
  secret bytea,
  salt bytea not null check (octet_length(salt) = 16),
  digest bytea not null check (octet_length(digest) = 32),
  primary key (thread, revision, n)
);

-- One need of one subject at one department, as it stands now: folded from its facts.
create table case_items (
  id uuid primary key,
  thread uuid not null,
  subject text not null,
  need text not null,
  department text not null,
  sender text not null,
  state text not null,
  -- A department that only takes part shows once it has replied.
  shown boolean not null,
  changed_at bigint not null,
  item jsonb not null,
  unique (thread, subject, need, department)
);
create index case_items_department on case_items (department, id) where shown;
create index case_items_department_state on case_items (department, state, id) where shown;
create index case_items_sender on case_items (sender, id) where shown;
create index case_items_sender_state on case_items (sender, state, id) where shown;
-- For retention: items by their last change.
create index case_items_changed on case_items (changed_at, id);
