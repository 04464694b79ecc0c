/** SQL of the time at which the department of an item accepted its packet. `i` is the item's row. */
export const RECEIPT_OF_ITEM = `
         (select min(p.settled_at) from packets p
          where p.thread = i.thread and p.recipient = i.department and p.message = (i.item->>'message')::uuid
            and p.outcome = 'accepted')`;

/**
 * Columns of an item with the receipt of its packet, and whether any department reported the person's death. `i` is the item's row.
 * Not `exists`, of which a plan may make a table of all items with that reason, and read every item for it.
 */
export const READ_ITEM = `i.item,
         ${RECEIPT_OF_ITEM} as "receiptAt",
         (select true from case_items o
          where o.thread = i.thread and o.subject = i.subject and o.item->>'reason' = 'R10' limit 1) is not null as dead`;
