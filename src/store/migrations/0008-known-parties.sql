-- Every party that was ever in a recorded directory, and the gateway's own ids: for whom auditors may ask, and
-- whose name an entry `read` may hold for ever. It grows with the directory that the operator writes, and with
-- nothing that a request says.
create table known_parties (
  id text primary key
);
insert into known_parties (id)
select distinct party ->> 'id'
from (select document::jsonb as content from snapshots where kind in ('directory', 'gateway-keys')) as recorded
cross join lateral jsonb_array_elements(content -> 'parties') as party;
