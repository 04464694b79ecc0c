-- Link keys (src/casework/recurrence): by them a person of an earlier case is recognised in a new list. Written only where
-- config/retention.json turns recurrence on. The key of the digest is another one in each year.
create table case_links (
  thread uuid not null,
  -- Keyed digest of the person within the thread, as in case_items.
  subject text not null,
  -- Keyed digest of the identity document.
  link bytea not null check (octet_length(link) = 16),
  year integer not null,
  linked_at bigint not null,
  primary key (thread, subject)
);
create index case_links_link on case_links (link);
create index case_links_year on case_links (year);
-- For retention.
create index case_links_linked on case_links (linked_at, thread);
