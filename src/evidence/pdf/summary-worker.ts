/** Thread in which readable summaries are made, one at a time. `summary-thread.ts` starts it. */
import { parentPort } from "node:worker_threads";
import { readArchive } from "../archive.ts";
import { createSummary } from "./summary.ts";
import type { SummaryOrder } from "./summary-thread.ts";

const summary = createSummary();

// An error ends the thread. The waiting caller is told as for any other end, and the next summary gets a new thread.
parentPort?.on("message", ({ archive, head }: SummaryOrder) => {
  void summary(readArchive(archive), head).then(({ html, pdf }) => {
    // Transferred, not copied. A small buffer of Node's may share its memory with others, so it is copied once.
    const files = { html: new Uint8Array(html), pdf: new Uint8Array(pdf) };
    parentPort?.postMessage(files, [files.html.buffer, files.pdf.buffer]);
  });
});
