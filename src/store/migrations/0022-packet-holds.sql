-- What a packet holds: keyed digests, 16 bytes each, of the numbers of its document and of its persons within the thread; of a
-- withdrawal, of what it takes back (src/exchange/holdings.ts). Null for packets of versions before, and once the bytes are destroyed.
alter table packets add column holds bytea;
