import { concatBytes } from "../wire/bytes.ts";
import { UntrustedError } from "./problem-error.ts";

/**
 * Reads the body of a request or response to its end.
 *
 * @param most largest body, bytes
 * @param code of the error for a larger one, of which no more is read
 * @throws UntrustedError
 */
export async function readBody(
  stream: ReadableStream<Uint8Array> | null,
  most: number,
  code: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // With a reader, since not every browser can iterate over a stream.
  const reader = stream?.getReader();
  try {
    for (;;) {
      const read = await reader?.read();
      if (read === undefined || read.done) {
        return concatBytes(...chunks);
      }
      size += read.value.byteLength;
      if (size > most) {
        throw new UntrustedError(code, `a body of more than ${most} bytes`);
      }
      chunks.push(read.value);
    }
  } finally {
    // Without it the rest of an endless body would go on arriving.
    await reader?.cancel().catch(() => undefined);
  }
}
