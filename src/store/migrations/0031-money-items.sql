-- The work list of aid gaps: items with the needs that lead to money for living, by sender.
create index case_items_sender_money on case_items (sender, id) where shown and need in ('N01', 'N02', 'N03');
