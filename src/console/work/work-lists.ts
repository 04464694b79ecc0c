import { useQuery } from "@tanstack/react-query";
import { PERSON_LISTS, type PersonList } from "../../domain/follow.ts";
import type { CaseItem, CasePerson } from "../../domain/generated/answers.ts";
import { WORKLISTS, type Worklist } from "../../domain/item.ts";
import { Cases } from "../../sdk/cases.ts";
import type { Desk } from "../desk/desk.tsx";
import { firstOf } from "./first-of.ts";

/** Items of a list on its own page, and on the page that has all of them. */
export const MOST = 200;
const FEW = 20;

/** Tells whether a name is that of a list of items. */
export function isWorklist(name: string): name is Worklist {
  return (WORKLISTS as readonly string[]).includes(name);
}

/** Tells whether a name is that of a list of persons. */
export function isPersonList(name: string): name is PersonList {
  return (PERSON_LISTS as readonly string[]).includes(name);
}

/** Reads the first items of a list. */
export function useItems(desk: Desk, list: Worklist, most = FEW) {
  return useQuery({
    queryKey: ["work", desk.party, list, most],
    queryFn: ({ signal }) => firstOf<CaseItem>(new Cases(desk.department.client).worklist(list, {}, { signal }), most),
  });
}

/** Reads the first persons of a list. */
export function usePersons(desk: Desk, list: PersonList, most = FEW) {
  return useQuery({
    queryKey: ["work", desk.party, list, most],
    queryFn: ({ signal }) => firstOf<CasePerson>(new Cases(desk.department.client).persons(list, {}, { signal }), most),
  });
}
