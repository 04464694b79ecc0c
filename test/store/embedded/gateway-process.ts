/**
 * A gateway's store in a process of its own, to be killed: opens the embedded store in the given
 * directory and accepts messages without pause, printing the id of each once it was acknowledged.
 */
import { SILENT } from "../../support/loggers.ts";
import { openStore } from "../../../src/store/open.ts";
import { sampleMessage } from "../../support/store/store-samples.ts";

const [dataDir = ""] = process.argv.slice(2);
const store = await openStore({ dataDir, logger: SILENT });
process.stdout.write("open\n");
process.once("SIGTERM", () => void store.close());
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (;;) {
      const message = sampleMessage(["a", "b"]);
      await store.accept(message);
      process.stdout.write(`${message.id}\n`);
    }
  }),
);
