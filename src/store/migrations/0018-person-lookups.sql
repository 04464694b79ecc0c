-- Requests on which an operator looked for a person, or may: each belongs to one document, by a keyed digest of operator,
-- request and document together, so that two requests do not tell that they are about the same person (src/persons/person-lookup.ts).
create table person_lookups (
  operator text not null,
  reference text not null,
  mac bytea check (octet_length(mac) >= 16),
  asked_at bigint,
  approved_by text,
  approved_at bigint,
  primary key (operator, reference)
);
create index person_lookups_asked on person_lookups (operator, asked_at);
