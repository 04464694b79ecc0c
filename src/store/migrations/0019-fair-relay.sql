-- Due packets of one recipient, the longest due first: the relay takes some of each (src/store/exchange/leases.ts).
-- packets_due, over all recipients, stays for gateways of the version before.
create index packets_due_of on packets (recipient, next_at, seq) where state = 'queued' and push;
-- What waits for a push, by the end of its window: that of a recipient who is not pushed to closes by time.
create index packets_window on packets (window_until) where state = 'queued' and push;
-- What comes before a packet in its thread, and what comes after.
create index packets_order on packets (thread, recipient, seq) where state = 'queued' and push;
