-- Which message first used a document's number: a keyed digest of the sender and the number, never the number
-- (src/exchange/document-numbers.ts). The primary key decides when two messages use one number at once. Rows stay, like
-- messages, for what was sent once must be found for ever.
create table document_keys (
  mac bytea primary key check (octet_length(mac) = 32),
  message uuid not null
);
