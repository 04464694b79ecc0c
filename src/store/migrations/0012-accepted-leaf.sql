-- Leaf hash of the message's entry `accepted`, 32 bytes: a repeat is answered with where that entry stands.
--
-- Null in messages that were accepted before. To fill it would rewrite every row of the largest table, with its
-- answer, while the gateway cannot start; so a repeat of such a message reads the hash from its first entry, which an
-- index finds (src/store/exchange/messages.ts).
alter table messages add column leaf_hash bytea;
