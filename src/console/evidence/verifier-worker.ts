/** Verifies evidence beside the page, which stays usable meanwhile. It gets the file and the trusted keys, and sends the steps. */
import { loadVerifierParts, verifyEvidence } from "../../sdk/verify-evidence.ts";
import { completePlatform } from "../../wire/complete-platform.ts";
import type { Judged, Order } from "./verifier.ts";

completePlatform();

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  void answer(data).then((judged) => postMessage(judged));
});

async function answer(order: Order): Promise<Judged> {
  try {
    if (order === "load") {
      await loadVerifierParts();
      return { kind: "ready" };
    }
    return { kind: "verified", verification: await verifyEvidence(order.file, order.trust) };
  } catch (error) {
    return { kind: "broken", message: error instanceof Error ? error.message : String(error) };
  }
}
