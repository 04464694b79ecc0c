/** A thread of its own in which readable summaries are made: started by `summary-thread.ts`, one at a time. */
import { parentPort } from "node:worker_threads";
import { readArchive } from "../archive.ts";
import { createSummary } from "./summary.ts";
import type { SummaryOrder } from "./summary-thread.ts";

const summary = createSummary();

// What fails ends the thread: whoever waits hears of it as of any other end, and the next summary has a new thread.
parentPort?.on("message", ({ archive, head }: SummaryOrder) => {
  void summary(readArchive(archive), head).then(({ html, pdf }) => {
    // Handed over, not copied; a small buffer of Node's may share its memory with others.
    const files = { html: new Uint8Array(html), pdf: new Uint8Array(pdf) };
    parentPort?.postMessage(files, [files.html.buffer, files.pdf.buffer]);
  });
});
