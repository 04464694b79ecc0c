-- The number of the message's document (文号), encrypted (src/exchange/shown-number.ts): shown to those who may know it, and
-- destroyed with the envelope. Null in messages of versions before, and where the document has none.
alter table messages add column document_number bytea;
