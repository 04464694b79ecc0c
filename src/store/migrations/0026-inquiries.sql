-- Inquiries (src/casework/inquiry): codes, counts and states of each inquiry at each recipient; nothing says about whom.
create table inquiries (
  message uuid not null,
  -- Who is asked, and who asks.
  party text not null,
  asker text not null,
  state text not null,
  asked_at bigint not null,
  -- Day in China and number of the inquiry on it: the unique key decides when two count at once.
  day text not null,
  turn integer not null,
  subjects integer not null,
  often integer not null,
  -- Purpose, questions with modes, urgency, rules, and since when and why the state is as it is.
  inquiry jsonb not null,
  primary key (message, party)
);
create unique index inquiries_turn on inquiries (asker, party, day, turn);
create index inquiries_asker on inquiries (asker, message);
create index inquiries_party on inquiries (party, message);

-- Keyed digests of the subjects of an inquiry, 16 bytes each: `subject` of thread and person number, `person` of the identity
-- document, to count inquiries about one person. Destroyed with the envelope of the message.
create table inquiry_subjects (
  message uuid not null,
  subject bytea not null check (octet_length(subject) = 16),
  person bytea not null check (octet_length(person) = 16),
  asker text not null,
  asked_at bigint not null,
  primary key (message, subject)
);
create index inquiry_subjects_person on inquiry_subjects (person, asker, asked_at);
