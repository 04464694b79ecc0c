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

/** Gives names of parties by their ids, from the gateway's directory; an unknown id is its own name. */
export function usePartyNames(desk: Desk): (id: string) => string {
  const { pick } = useSpeech();
  const { data } = useParties(desk);
  return (id) => {
    const party = data?.parties.find((one) => one.id === id);
    return party === undefined ? id : pick(party.name);
  };
}
