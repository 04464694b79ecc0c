import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import type { DeliveryQuery, EventQuery } from "../../sdk/auditor.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { saveFile } from "../parts/save-file.ts";
import { everyItem, type ExportForm } from "./export.ts";

interface Props {
  readonly desk: Desk;
  readonly list: "deliveries" | "events";
  readonly query: DeliveryQuery | EventQuery;
}

/** Saves everything of a list that matches, not only what is listed. */
export function SaveAll({ desk, list, query }: Props) {
  const { say, language } = useSpeech();
  const save = useMutation({
    mutationFn: async (form: ExportForm) =>
      saveFile(`${list}.${form}`, await everyItem(desk, list, query, form, language)),
  });
  return (
    <>
      <Button onClick={() => save.mutate("csv")} loading={save.isPending}>
        {say("audit.csv")}
      </Button>
      <Button onClick={() => save.mutate("ndjson")} loading={save.isPending}>
        {say("audit.ndjson")}
      </Button>
      {save.error !== null && <FaultNotice error={save.error} />}
    </>
  );
}
