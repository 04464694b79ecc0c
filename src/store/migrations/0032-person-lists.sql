-- Work lists of persons. Each day is the first one on which the list may have the person, from what was told so far
-- (src/casework/worklist/person-work.ts); none: nothing is to be done until something more is told. Persons are keyed digests
-- within their thread. Day 0: looked at by the list whatever the day is.
create table case_persons (
  thread uuid not null,
  subject text not null,
  sender text not null,
  visits_day integer,
  evaluation_day integer,
  renewal_day integer,
  relapse_day integer,
  todo_day integer,
  primary key (thread, subject)
);
create index case_persons_visits on case_persons (sender, visits_day, thread, subject) where visits_day is not null;
create index case_persons_evaluation on case_persons (sender, evaluation_day, thread, subject) where evaluation_day is not null;
create index case_persons_renewal on case_persons (sender, renewal_day, thread, subject) where renewal_day is not null;
create index case_persons_relapse on case_persons (sender, relapse_day, thread, subject) where relapse_day is not null;
create index case_persons_todo on case_persons (sender, todo_day, thread, subject) where todo_day is not null;
-- Persons of a gateway that runs beside this one and does not know the table. A gateway that does has placed them before.
create function add_case_persons() returns trigger language plpgsql as $$
begin
  insert into case_persons
  select distinct thread, subject, sender, 0, 0, 0, 0, 0 from added order by thread, subject
  on conflict do nothing;
  return null;
end $$;
create trigger case_items_persons after insert on case_items referencing new table as added
  for each statement execute function add_case_persons();
