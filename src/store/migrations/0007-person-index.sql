-- Which messages are about a person: a keyed digest of the person's document (a blind index), never the number.
-- Trees of PostgreSQL forget a key when its rows are gone; GIN's keep it for ever, which an erasure must not
-- (docs/decisions/0010-blind-index.md). Rows live as long as the message's envelope.
create table person_index (
  -- HMAC-SHA-256 of the document's type and number under the gateway's secret key, its first 16 bytes.
  mac bytea not null check (octet_length(mac) = 16),
  message uuid not null,
  primary key (mac, message)
);
create index person_index_message on person_index (message);
