import type { OpenedPacket } from "../../sdk/packet.ts";
import type { Layout } from "../../sheets/layout.ts";
import { listSheets } from "../../sheets/write-list.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { saveFile } from "../parts/save-file.ts";

/** Saves an opened packet as a workbook, made in this page. */
export function saveWorkbook(layout: Layout, { id, type, body }: OpenedPacket): void {
  saveFile(`${type}-${id.slice(-8)}.xlsx`, writeXlsx(listSheets(layout, body), layout.title.zh));
}
