/** An operator's calls, for the pages of its desk. */
import type {
  EndpointTest,
  ErasureAnswer,
  OperatorEndpoint,
  OperatorEndpoints,
  OperatorMessage,
  OperatorPacket,
  OperatorPage,
  OpsOverview,
  PersonThreadsAnswer,
  RequeueAnswer,
} from "../../domain/generated/answers.ts";
import type { Desk } from "../desk/desk.tsx";

/** Most packets of a portion that is queued again. */
const PORTION = 500;

/** What an operator does. Methods throw ProblemError, UnreachableError. */
export class Operator {
  readonly #client: Desk["department"]["client"];

  constructor({ department }: Desk) {
    this.#client = department.client;
  }

  overview(signal?: AbortSignal) {
    return this.#get<OpsOverview>("/v1/ops/overview", signal);
  }

  async endpoints(signal?: AbortSignal) {
    return (await this.#get<OperatorEndpoints>("/v1/endpoints", signal)).items;
  }

  /** Lists packets that need somebody. @param query filters, with `after` of the page before */
  packets(query: Readonly<Record<string, string>>, signal?: AbortSignal) {
    return this.#get<OperatorPage>(`/v1/messages?${new URLSearchParams(query).toString()}`, signal);
  }

  /** Finds a packet with the entries about its message. */
  async packet(id: string, signal?: AbortSignal) {
    const path = `/v1/messages?packet=${encodeURIComponent(id)}`;
    const { messages } = await this.#get<{ readonly messages: readonly OperatorMessage[] }>(path, signal);
    const [message] = messages;
    const packet = message?.packets.find((one) => one.id === id);
    if (message === undefined || packet === undefined) throw new TypeError("the answer is about another packet");
    return { message, packet };
  }

  turn(party: string, to: "off" | "on") {
    return this.#post<OperatorEndpoint>(`/v1/endpoints/${encodeURIComponent(party)}/${to}`);
  }

  pause(party: string, pause: { readonly until: string; readonly reason: string }) {
    return this.#post<OperatorEndpoint>(`/v1/endpoints/${encodeURIComponent(party)}/pause`, pause);
  }

  test(party: string) {
    return this.#post<EndpointTest>(`/v1/endpoints/${encodeURIComponent(party)}/test`);
  }

  requeue(packet: string) {
    return this.#post<OperatorPacket>(`/v1/packets/${encodeURIComponent(packet)}/requeue`);
  }

  reseal(packet: string) {
    return this.#post<OperatorPacket>(`/v1/packets/${encodeURIComponent(packet)}/reseal`);
  }

  /** Counts the failed packets of a recipient that would be queued again; changes nothing. */
  async countFailed(recipient: string): Promise<number> {
    const { count } = await this.#requeueAll({ recipient, dryRun: "true", limit: "1" });
    return count ?? 0;
  }

  /** Queues all failed packets of a recipient again, portion by portion. @returns how many */
  async requeueAll(recipient: string): Promise<number> {
    let queued = 0;
    for (let after: string | undefined; ; ) {
      const { items, next } = await this.#requeueAll({
        recipient,
        limit: String(PORTION),
        ...(after === undefined ? {} : { after }),
      });
      queued += items.length;
      if (next === undefined || next === after) return queued;
      after = next;
    }
  }

  lookUp(request: Readonly<Record<"basis" | "idNumber" | "idType" | "reference", string>>) {
    return this.#post<PersonThreadsAnswer>("/v1/person-lookups", request);
  }

  erase(request: Readonly<Record<"basis" | "reference" | "thread", string>>) {
    return this.#post<ErasureAnswer>("/v1/erasures", request);
  }

  #requeueAll(query: Readonly<Record<string, string>>) {
    return this.#post<RequeueAnswer>(`/v1/packets/requeue?${new URLSearchParams(query).toString()}`);
  }

  async #get<Shape>(path: string, signal: AbortSignal | undefined) {
    return (await this.#client.json({ method: "GET", path, signal })) as Shape;
  }

  async #post<Shape>(path: string, body?: object) {
    const given = body === undefined ? {} : { body: JSON.stringify(body), contentType: "application/json" };
    return (await this.#client.json({ method: "POST", path, ...given })) as Shape;
  }
}
