import type { ReportAnswer, ReportRecount, ReportRelease } from "../domain/generated/answers.ts";
import { code, count, formed, listOf, members, party, text } from "./answer-shape.ts";
import type { GatewayClient } from "./gateway-client.ts";

/** Shape of the answer about a report. */
export const REPORT = members({
  report: members({
    version: code,
    sender: party,
    period: text,
    from: text,
    to: text,
    cut: text,
    rules: text,
    sections: listOf(
      members({ id: text, form: code, columns: listOf(text), rows: listOf(members({})), total: members({}) }),
    ),
    figures: members({}),
    trend: listOf(members({ period: text })),
  }),
  entry: text,
});
const RECOUNT = members({
  sender: party,
  period: text,
  counted: count,
  kept: count,
  root: code,
  numbers: code,
  differences: listOf(text),
});
const RELEASE = members({ sender: party, period: text, cell: text, exposed: listOf(text) });

/** Which report is asked for. */
export interface ReportQuestion {
  /** Procuratorate whose report it is; this party without it. */
  readonly sender?: string;
  /** Version, `public` without it. The internal one is for the procuratorate itself (scope `report:internal`). */
  readonly version?: "public" | "internal";
}

interface Options {
  readonly signal?: AbortSignal;
}

/** Reports (通报) of procuratorates about their months (docs/report.md). */
export class Reports {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /**
   * Reads the report of a month, `2026-10`.
   * @throws ProblemError `report-not-final` before its cut, `not-found` for a month before the first list
   */
  async report(
    period: string,
    { sender, version = "public" }: ReportQuestion = {},
    { signal }: Options = {},
  ): Promise<ReportAnswer> {
    const query = new URLSearchParams({ version, ...(sender === undefined ? {} : { sender }) });
    const path = `/v1/reports/${encodeURIComponent(period)}?${query}`;
    return formed<ReportAnswer>(await this.client.json({ method: "GET", path, signal }), REPORT);
  }

  /** Has the gateway count a report again from the facts that it still has, and compare. @throws ProblemError as `report` */
  async recount(
    period: string,
    { sender }: Pick<ReportQuestion, "sender"> = {},
    { signal }: Options = {},
  ): Promise<ReportRecount> {
    const query = new URLSearchParams(sender === undefined ? {} : { sender });
    const path = `/v1/reports/${encodeURIComponent(period)}/recount?${query}`;
    return formed<ReportRecount>(await this.client.json({ method: "GET", path, signal }), RECOUNT);
  }

  /**
   * Makes a hidden value of this party's own report known.
   * @param release the value's name (`I07/civil-affairs/refused`, `I01.persons`), who approved it and why
   * @throws ProblemError `not-found` for no such value, `state-conflict` for one that is not hidden
   */
  async release(
    period: string,
    release: { readonly cell: string; readonly approver: string; readonly reason: string },
    { signal }: Options = {},
  ): Promise<ReportRelease> {
    const path = `/v1/reports/${encodeURIComponent(period)}/release`;
    const body = JSON.stringify(release);
    const answer = await this.client.json({ method: "POST", path, contentType: "application/json", body, signal });
    return formed<ReportRelease>(answer, RELEASE);
  }
}
