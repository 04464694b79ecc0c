import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import { useSpeech } from "../app/language.tsx";
import { archiveQuery } from "../desk/archive-search.ts";
import { atAuditDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyChoices, usePartyNames } from "../desk/parties.ts";
import { saveFile } from "../parts/save-file.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditFrame } from "./audit-frame.tsx";
import { SEARCHES } from "./audit-search.ts";
import { ASKED_ONCE, auditorOf } from "./auditor.ts";
import { DeliveryTable } from "./delivery-table.tsx";
import { deliveriesWorkbook } from "./export.ts";
import { SaveAll } from "./save-all.tsx";

/** Items of a page. */
const PAGE_ITEMS = 100;

/** Packets that match the filters, newest first. */
export const DeliveriesPage: ComponentType = atAuditDesk(function DeliveriesPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  const parties = usePartyChoices(desk);
  const search = SEARCHES.deliveries(useSearch({ strict: false }));
  const query = archiveQuery(search);
  const list = useInfiniteQuery({
    queryKey: ["audit", desk.party, "deliveries", search],
    queryFn: ({ pageParam, signal }) =>
      auditorOf(desk).deliveriesPage(query, { limit: PAGE_ITEMS, after: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    ...ASKED_ONCE,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const found = items.length === 0 ? say("audit.nothing") : say("audit.listed", { count: items.length });
  return (
    <AuditFrame
      heading="audit.deliveries"
      what="audit.deliveriesWhat"
      asked={[list]}
      found={found}
      filters={<AuditFilters page="/audit/deliveries" search={search} parties={parties} />}
    >
      {items.length > 0 && (
        <>
          <DeliveryTable items={items} nameOf={nameOf} caption={say("audit.deliveries")} />
          <p className="line no-print">
            {list.hasNextPage && (
              <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {say("inbox.more")}
              </Button>
            )}
            <Button onClick={() => saveFile("deliveries.xlsx", deliveriesWorkbook(items, nameOf, say, pick))}>
              {say("audit.xlsx")}
            </Button>
            <SaveAll desk={desk} list="deliveries" query={query} />
          </p>
        </>
      )}
    </AuditFrame>
  );
});
