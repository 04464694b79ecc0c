/** Answers of others outside the exchange, witnesses and time-stamping authorities: bounded in time and size. */
import { Agent } from "undici";
import type { AddressGuard } from "./address-guard.ts";
import { createConnector } from "./connector.ts";

/**
 * Makes an agent that follows no redirect and connects to no address that packets are not pushed to. Plain HTTP is
 * allowed: what comes is signed.
 */
export function createBoundedAgent(guard: AddressGuard, timeoutMs: number): Agent {
  return new Agent({
    connect: createConnector(guard, timeoutMs, {}),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: 16_384,
    connections: 2,
  });
}

/** The whole body; `undefined` when it is longer than `most` bytes: then the rest is not read. */
export async function readAtMost(body: AsyncIterable<Buffer>, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
