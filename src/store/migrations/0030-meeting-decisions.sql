-- What records of joint meetings say of their decisions (src/casework/meeting): made, done, open, dropped. No person is named;
-- the wording is encrypted. Its thread has the id of the record, with which it is destroyed.
create table meeting_decisions (
  message uuid not null,
  decision uuid not null,
  -- Place in the record.
  n integer not null,
  convener text not null,
  word text not null,
  at bigint not null,
  due text,
  owners jsonb not null,
  done_on text,
  text bytea,
  primary key (message, decision)
);
create index meeting_decisions_convener on meeting_decisions (convener, at);
