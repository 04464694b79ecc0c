import t from "tap";
import type { HttpMetrics } from "../../src/http/metrics.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

t.test("every event is counted under its metric's name", async (t) => {
  const metrics = createMetrics();
  const http: HttpMetrics = metrics;
  metrics.accepted("aid-subject-list", 3);
  metrics.refused("invalid-envelope");
  metrics.changed("delivered");
  metrics.attempted({ kind: "retry", code: "http-503", seconds: 0.2 });
  metrics.attempted({ kind: "retry", code: "http-599", seconds: 0.2 });
  metrics.attempted({ kind: "deferred", code: "circuit-open", seconds: 0 });
  metrics.receipt("accepted");
  metrics.guidelineChecked("G01", "default@1", "suggest");
  metrics.fault("relay");
  http.answered("GET", "/v1/packets/:id", 200, 0.002);
  http.token("refused", "expired");
  metrics.watchQueue(async () => 7);
  const release = metrics.pollHeld();
  metrics.pollHeld();
  release();
  release();
  const { mediaType, body } = await metrics.text();
  t.match(mediaType, "text/plain; version=0.0.4");
  for (const line of [
    'aidx_messages_accepted_total{type="aid-subject-list"} 1',
    'aidx_packets_sealed_total{type="aid-subject-list"} 3',
    'aidx_refusals_total{code="invalid-envelope"} 1',
    'aidx_packet_changes_total{state="delivered"} 1',
    'aidx_pushes_total{outcome="retry",code="http-5xx"} 2',
    'aidx_pushes_total{outcome="deferred",code="circuit-open"} 1',
    'aidx_push_duration_seconds_count{outcome="retry"} 2',
    'aidx_receipts_total{outcome="accepted"} 1',
    'aidx_http_request_duration_seconds_count{method="GET",route="/v1/packets/:id",status="200"} 1',
    'aidx_tokens_total{outcome="refused",reason="expired"} 1',
    'aidx_faults_total{where="relay"} 1',
    'aidx_guideline_outcomes_total{rule="G01",guideline="default@1",outcome="suggest"} 1',
    "aidx_queue_depth 7",
    "aidx_inbox_polls_held 1",
    "aidx_process_resident_memory_bytes",
  ]) {
    t.ok(body.includes(line), line);
  }
  t.notOk(body.includes('aidx_push_duration_seconds_count{outcome="deferred"}'));
});

t.test("a queue that does not answer gives NaN, and two registries share nothing", async (t) => {
  const metrics = createMetrics();
  metrics.watchQueue(() => Promise.reject(new Error("down")));
  t.match((await metrics.text()).body, /^aidx_queue_depth Nan$/m);
  createMetrics().refused("not-found");
  t.notMatch((await metrics.text()).body, "not-found");
});
