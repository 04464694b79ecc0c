-- A pause of an endpoint ends by itself. Null: it is off until somebody turns it on.
alter table endpoints_off add column until bigint;
-- Why it is paused; a code.
alter table endpoints_off add column reason text;
