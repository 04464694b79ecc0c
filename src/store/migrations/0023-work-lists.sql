-- Work lists of items. `day` is where an item stands in them, from its facts alone (src/casework/worklist/place.ts): no rule and
-- no calendar changes it. Items from before are looked at by every list until they change.
alter table case_items add column day integer not null default 0;
create index case_items_department_day on case_items (department, state, need, day, id) where shown;
create index case_items_sender_day on case_items (sender, state, need, day, id) where shown;
-- Items with a flag that asks for a person, and items with a pause that lasts: few of all.
create index case_items_department_flags on case_items (department, id)
  where shown and item -> 'flags' ?| '{reroute,disputed,conflict}'::text[];
create index case_items_sender_flags on case_items (sender, id)
  where shown and item -> 'flags' ?| '{reroute,disputed,conflict}'::text[];
create index case_items_department_pause on case_items (department, id)
  where shown and jsonb_path_exists(item, '$.dates.pauses[*] ? (!exists (@.to))');
create index case_items_sender_pause on case_items (sender, id)
  where shown and jsonb_path_exists(item, '$.dates.pauses[*] ? (!exists (@.to))');
