import { Auditor } from "../../sdk/auditor.ts";
import { useSpeech } from "../app/language.tsx";
import { useGateway } from "../app/queries.ts";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";

/** Settings of every question of an auditor: asked once, and again only when the auditor says so, because each is recorded. */
export const ASKED_ONCE = { staleTime: Number.POSITIVE_INFINITY, retry: false } as const;

/** Gives what asks auditors' questions at a desk. */
export function auditorOf({ department: { client } }: Desk): Auditor {
  return new Auditor(client);
}

/** Gives names of parties, and a word for the gateway, which is in no directory. */
export function useActorNames(desk: Desk): (id: string) => string {
  const { say } = useSpeech();
  const nameOf = usePartyNames(desk);
  const gateway = useGateway().data?.id;
  return (id) => (id === gateway ? say("audit.gateway") : nameOf(id));
}
