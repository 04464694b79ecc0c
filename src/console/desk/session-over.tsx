import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useSyncExternalStore } from "react";
import { LANGUAGE_TAGS, useSpeech } from "../app/language.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { useDeskDoor } from "./desk.tsx";
import { keptIdentities } from "./identity.ts";
import { openDesk } from "./open-desk.ts";
import { endSession, followSession, sessionEnd } from "./session.ts";

/** Time without a key or a click after which the desk is closed over, ms. */
const IDLE = 15 * 60_000;

/** Says over the page that the session is over. Nothing that was typed is lost: the unit signs in again, and goes on. */
export function SessionOver({ leave }: { readonly leave: () => void }) {
  const { say, language } = useSpeech();
  const { desk, open } = useDeskDoor();
  const queries = useQueryClient();
  const over = useSyncExternalStore(followSession, sessionEnd);
  useEffect(() => {
    if (desk === undefined || over !== undefined) return undefined;
    let timer = setTimeout(endSession, IDLE, "idle");
    const stay = () => {
      clearTimeout(timer);
      timer = setTimeout(endSession, IDLE, "idle");
    };
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, stay);
    return () => {
      clearTimeout(timer);
      for (const event of ["pointerdown", "keydown"]) document.removeEventListener(event, stay);
    };
  }, [desk, over]);
  const again = useMutation({
    mutationFn: async () => {
      const kept = (await keptIdentities()).find(({ party }) => party === desk?.party);
      return kept === undefined ? undefined : openDesk(kept, LANGUAGE_TAGS[language]);
    },
    onSuccess(opened) {
      if (opened === undefined) leave();
      else open(opened);
      endSession(undefined);
      void queries.invalidateQueries();
    },
  });
  return (
    <Dialog
      open={desk !== undefined && over !== undefined}
      stays
      close={() => undefined}
      title={say("session.over")}
      actions={
        <>
          <Button type="primary" loading={again.isPending} onClick={() => again.mutate()}>
            {say("session.again")}
          </Button>
          <Button
            onClick={() => {
              endSession(undefined);
              leave();
            }}
          >
            {say("desk.signOut")}
          </Button>
        </>
      }
    >
      <p>{say(over === "refused" ? "session.refused" : "session.idle")}</p>
      <p>{say("session.kept")}</p>
      {again.error !== null && <FaultNotice error={again.error} />}
    </Dialog>
  );
}
