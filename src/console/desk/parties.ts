import { useQuery } from "@tanstack/react-query";
import type { PartyList } from "../../domain/generated/answers.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "./desk.tsx";

/** Reads the gateway's directory. */
export function useParties({ department: { client } }: Desk) {
  return useQuery({
    queryKey: ["parties", client.party],
    queryFn: async ({ signal }) => (await client.json({ method: "GET", path: "/v1/directory", signal })) as PartyList,
    staleTime: Infinity,
  });
}

/** A party to choose: its id, and its name. */
export type PartyChoice = readonly [id: string, name: string];

/** Lists the parties of the gateway's directory, to choose from. */
export function usePartyChoices(desk: Desk): readonly PartyChoice[] {
  const { pick } = useSpeech();
  return (useParties(desk).data?.parties ?? []).map(({ id, name }) => [id, pick(name)]);
}

/** Gives names of parties by their ids, from the gateway's directory; an unknown id is its own name. */
export function usePartyNames(desk: Desk): (id: string) => string {
  const { pick } = useSpeech();
  const { data } = useParties(desk);
  return (id) => {
    const party = data?.parties.find((one) => one.id === id);
    return party === undefined ? id : pick(party.name);
  };
}
