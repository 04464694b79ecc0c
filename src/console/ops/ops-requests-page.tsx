import type { ComponentType } from "react";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import type { Desk } from "../desk/desk.tsx";
import { atOpsDesk } from "../desk/at-desk.tsx";
import { EraseThread } from "./erase-thread.tsx";
import { LookUpPerson } from "./look-up-person.tsx";

/** What an operator does on a recorded request about a person's data. */
export const OpsRequestsPage: ComponentType = atOpsDesk(function OpsRequestsPage({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  useTitle("ops.requests");
  return (
    <>
      <h1>{say("ops.requests")}</h1>
      <p>{say("ops.requestsWhat")}</p>
      <LookUpPerson desk={desk} />
      <EraseThread desk={desk} />
    </>
  );
});
