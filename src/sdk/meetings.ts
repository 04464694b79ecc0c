import type { MeetingPack } from "../domain/generated/answers.ts";
import { code, count, type Form, formed, listOf, members, party, text } from "./answer-shape.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { REPORT, type ReportQuestion } from "./reports.ts";

/** Wording of a decision, which may have several lines. */
const wording: Form = (value) => typeof value === "string" && text(value.replaceAll("\n", " "));

const PACK = members({
  report: REPORT,
  at: text,
  agenda: listOf(members({ kind: code, department: party })),
  decisions: listOf(
    members({
      decision: text,
      message: text,
      convener: party,
      text: wording,
      owners: listOf(party),
      due: text,
      state: code,
      carried: count,
    }),
  ),
});

/** What joint meetings (联席会议) talk about (docs/report.md). */
export class Meetings {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /**
   * Reads the pack of a meeting about a month, `2026-10`: the report, what waits for the meeting, and last decisions.
   * @throws ProblemError `report-not-final` before its cut, `not-found` for a month before the first list
   */
  async pack(
    period: string,
    { sender, version = "public" }: ReportQuestion = {},
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<MeetingPack> {
    const query = new URLSearchParams({ version, ...(sender === undefined ? {} : { sender }) });
    const path = `/v1/meetings/${encodeURIComponent(period)}?${query}`;
    return formed<MeetingPack>(await this.client.json({ method: "GET", path, signal }), PACK);
  }
}
