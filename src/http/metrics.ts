/** What the HTTP side tells its metrics. Labels are bounded: route templates, methods, status codes, reasons. */
export interface HttpMetrics {
  /** A request was answered. `route` is the template, such as `/v1/packets/:id`; `unmatched` for none. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** An access token was issued, or a token or assertion refused for a reason. */
  token(outcome: "issued" | "refused", reason: string): void;
  /** An inbox call is held until the returned function is called. */
  pollHeld(): () => void;
  /** The metrics as Prometheus text, with its media type. */
  text(): Promise<{ readonly mediaType: string; readonly body: string }>;
}
