/** Metrics of the HTTP side. Labels are bounded: route templates, methods, status codes, reasons. */
export interface HttpMetrics {
  /** Counts an answered request. `route` is the template, such as `/v1/packets/:id`; `unmatched` for none. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** Counts an access token that was issued, or a token or assertion that was refused for a reason. */
  token(outcome: "issued" | "refused", reason: string): void;
  /** Counts an inbox call as held until the returned function is called. */
  pollHeld(): () => void;
  /** Writes all metrics as Prometheus text, with its media type. */
  text(): Promise<{ readonly mediaType: string; readonly body: string }>;
}
