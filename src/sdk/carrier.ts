import type { ImportAnswer } from "../domain/generated/answers.ts";
import { PACKAGE_LIMITS, PACKAGE_TYPE } from "../domain/disc.ts";
import { code, formed, members, party } from "./answer-shape.ts";
import { requireDigest } from "./content-digest.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { jsonOf } from "./http-answer.ts";

const IMPORT_ANSWER = members({ kind: code, from: party });

/**
 * Whoever carries discs between a gateway and a party without a network: takes packages, and hands in what comes back. It
 * opens nothing, and needs no key of theirs.
 *
 * @example
 * ```ts
 * const carrier = new Carrier(new GatewayClient({ url, party: "operator", keys, trust }));
 * await writeFile(`${packet}.aidpkg`, await carrier.package(packet));
 * await carrier.handIn(await readFile("receipt.aidreceipt", "utf8"));
 * ```
 */
export class Carrier {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /** Fetches the off-line package of a packet. @throws ProblemError; UntrustedError for bytes that are not those announced */
  async package(packet: string, options: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array> {
    const { body, headers } = await this.client.call({
      method: "GET",
      path: `/v1/packets/${encodeURIComponent(packet)}/package`,
      accept: PACKAGE_TYPE,
      mostBytes: PACKAGE_LIMITS.package,
      signal: options.signal,
    });
    await requireDigest(body, headers.get("content-digest"));
    return body;
  }

  /**
   * Hands in a receipt or a sealed message, told apart by its form. To repeat it is harmless.
   * @throws ProblemError; TypeError for a text of neither form
   */
  async handIn(file: string, options: { readonly signal?: AbortSignal } = {}): Promise<ImportAnswer> {
    const contentType = fileTypeOf(file);
    if (contentType === undefined) throw new TypeError("neither a receipt nor a sealed message");
    const answer = await this.client.call({
      method: "POST",
      path: "/v1/imports",
      body: file,
      contentType,
      signal: options.signal,
    });
    return formed<ImportAnswer>(jsonOf(answer), IMPORT_ANSWER);
  }
}

/** Tells what a file is by its form: a compact JWS (three parts) is a receipt, a compact JWE (five) a message. */
export function fileTypeOf(file: string): "application/jwt" | "application/jose" | undefined {
  if (!/^[\w.-]+$/.test(file)) return undefined;
  const parts = file.split(".").length;
  return parts === 3 ? "application/jwt" : parts === 5 ? "application/jose" : undefined;
}
