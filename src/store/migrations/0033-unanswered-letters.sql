-- Items with a letter that has no answer: few of all. Whether its last day is over is derived when a list is read.
create index case_items_department_letters on case_items (department, id)
  where shown and jsonb_path_exists(item, '$.letters[*] ? (!exists (@.answered))');
create index case_items_sender_letters on case_items (sender, id)
  where shown and jsonb_path_exists(item, '$.letters[*] ? (!exists (@.answered))');
