-- Refused packets by the reason that their recipient gave, newest first; parties last, so that others are skipped in the index.
create index packets_refused on packets (type, reason, id, recipient, sender) where state = 'rejected';
