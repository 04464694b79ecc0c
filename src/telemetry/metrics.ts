import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { ReceiptOutcome } from "../domain/receipt.ts";
import type { PacketFigures } from "../exchange/operator-port.ts";
import type { PushResult } from "../exchange/ports.ts";

/**
 * The gateway's metrics, from the flow's observer and the HTTP server. Values of labels come from closed lists (types, codes,
 * states, route templates), never from a caller or an endpoint, so the number of series is bounded and no label is an id,
 * a party or a person.
 */
export interface Metrics {
  /** Counts a message that was accepted and committed, with its packets. */
  accepted(type: MessageType, packets: number): void;
  /** Counts a refused message or receipt, by problem code. */
  refused(code: string): void;
  /** Counts an outcome of a rule of the guideline. */
  guidelineChecked(rule: string, guideline: string, outcome: string): void;
  /** Counts a packet that got this state. */
  changed(to: PacketState): void;
  /** Counts a push that ended. Deferred ones are not timed. */
  attempted(attempt: { readonly kind: PushResult["kind"]; readonly code: string; readonly seconds: number }): void;
  receipt(outcome: ReceiptOutcome | "conflict"): void;
  /** Counts a failure in the background that will be tried again. */
  fault(where: string): void;
  /** Counts and times an answered request; `route` is its template, such as `/v1/packets/:id`. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** Counts an access token that was issued or refused. */
  token(outcome: "issued" | "refused", reason: string): void;
  /** So many endpoints are off. */
  endpointsOff(count: number): void;
  /** Counts due packets that were handed out, and the recipients to which nothing is pushed now. */
  relayed(packets: number, heldBack: number): void;
  /** Counts an inbox poll as held until the returned function is called. */
  pollHeld(): () => void;
  /** Sets the source of the queue's depth, asked at each reading; NaN when it does not answer. Called once. */
  watchQueue(depth: () => Promise<number>): void;
  /** Sets the source of the clock's figures, asked at each reading. Called once. */
  watchClock(clock: { readonly difference: () => number; readonly sound: () => boolean }): void;
  /** Sets the source of how long transactions are open, seconds, asked at each reading. Called once. */
  watchHorizon(seconds: { readonly inbox: () => number; readonly server: () => number }): void;
  /** Sets the source of the numbers of packets, asked at each reading; without figures they are NaN. Called once. */
  watchPackets(source: () => { readonly figures: PacketFigures | undefined; readonly now: number }): void;
  /** Tells the version of this program. Called once. */
  build(version: string): void;
  /** Counts and times a batch of audit entries that was sequenced and published. */
  logBatch(entries: number, seconds: number): void;
  /** Sets the source of the audit log's figures, asked at each reading. Called once. */
  watchLog(figures: () => Promise<LogFigures>): void;
  /** A witness was asked for a cosignature. @param outcome of a closed list */
  witness(name: string, outcome: string, size: number): void;
  /** Sets the source of the number of lost log lines, asked at each reading. Called once. */
  watchLogger(lost: () => number): void;
  /** All metrics in the Prometheus text format. */
  text(): Promise<{ readonly mediaType: string; readonly body: string }>;
}

/** State of the audit log. */
export interface LogFigures {
  /** Entries in the published tree. */
  readonly size: number;
  /** Entries that a quorum of witnesses has cosigned. */
  readonly witnessed: number;
  /** Entries that wait to be sequenced. */
  readonly pending: number;
  /** Seconds since a checkpoint was published; NaN before the first. */
  readonly publishedSecondsAgo: number;
  /** State of this process's sequencer: `leading`, `waiting`, `stopped`, `off`. */
  readonly state: string;
  /** Reason for which it stopped, of a closed list; undefined while it runs. */
  readonly reason: string | undefined;
}

/** Sums of the process that have the ending of a counter and are none; the same numbers are there by type, without it. */
const MISNAMED = ["handles", "requests", "resources"];
/** States of packets that are counted as they stand. */
const OPEN_STATES = ["queued", "delivered", "failed"] as const;
const LOG_STATES = ["leading", "waiting", "stopped", "off"];
const LOG_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const PUSH_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

/** Makes a registry of its own: two gateways in one process do not share series. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "aidx_" });
  for (const name of MISNAMED) registry.removeSingleMetric(`aidx_nodejs_active_${name}_total`);
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter<Label>({ name: `aidx_${name}_total`, help, labelNames, registers });
  const seconds = <Label extends string>(name: string, help: string, buckets: number[], ...labelNames: Label[]) =>
    new Histogram<Label>({ name: `aidx_${name}_duration_seconds`, help, labelNames, buckets, registers });

  const messages = counter("messages_accepted", "Messages accepted and committed", "type");
  const sealed = counter("packets_sealed", "Packets sealed for accepted messages", "type");
  const refusals = counter("refusals", "Messages and receipts refused, by problem code", "code");
  const checks = counter("guideline_outcomes", "Outcomes of rules of the guideline", "rule", "guideline", "outcome");
  const changes = counter("packet_changes", "Packets that became a state", "state");
  const pushes = counter("pushes", "Pushes, by outcome and code", "outcome", "code");
  const pushSeconds = seconds("push", "From the start of a push to its result", PUSH_BUCKETS, "outcome");
  const receipts = counter("receipts", "Receipts, by outcome", "outcome");
  const faults = counter("faults", "Failures in the background that are tried again", "where");
  const tokens = counter("tokens", "Access tokens issued and refused", "outcome", "reason");
  const requests = seconds("http_request", "To answer a request", REQUEST_BUCKETS, "method", "route", "status");
  const logged = counter("log_entries", "Audit entries sequenced and published by this process");
  const witnessed = counter(
    "log_witness_answers",
    "Questions to witnesses, by outcome: cosigned, conflict, no-answer, wrong-answer, unknown-key, ahead, refused",
    "witness",
    "outcome",
  );
  const cosigned = new Gauge({
    name: "aidx_log_cosigned_size",
    help: "Largest tree that a witness has cosigned for this process",
    labelNames: ["witness"],
    registers,
  });
  const batches = seconds("log_batch", "To sequence and publish a batch of audit entries", LOG_BUCKETS);
  const off = new Gauge({ name: "aidx_endpoints_off", help: "Endpoints that are off after a 410", registers });
  const handed = counter("relay_packets", "Due packets handed to the workers; one is handed again until it is taken");
  const heldBack = new Gauge({
    name: "aidx_recipients_held_back",
    help: "Recipients to which this process pushes nothing now: endpoint off, failing, pausing, or as busy as it may be",
    registers,
  });
  const polls = new Gauge({ name: "aidx_inbox_polls_held", help: "Inbox polls held now", registers });

  return {
    accepted(type, packets) {
      messages.inc({ type });
      sealed.inc({ type }, packets);
    },
    refused: (code) => refusals.inc({ code }),
    guidelineChecked: (rule, guideline, outcome) => checks.inc({ rule, guideline, outcome }),
    changed: (state) => changes.inc({ state }),
    attempted({ kind: outcome, code, seconds: took }) {
      // The endpoint chooses the status, so only its class becomes a label; the log has the status.
      pushes.inc({ outcome, code: code.replace(/^http-(\d).*$/, "http-$1xx") });
      if (outcome !== "deferred") pushSeconds.observe({ outcome }, took);
    },
    receipt: (outcome) => receipts.inc({ outcome }),
    fault: (where) => faults.inc({ where }),
    answered: (method, route, status, took) => requests.observe({ method, route, status: String(status) }, took),
    token: (outcome, reason) => tokens.inc({ outcome, reason }),
    endpointsOff: (count) => off.set(count),
    relayed(packets, held) {
      handed.inc(packets);
      heldBack.set(held);
    },
    pollHeld() {
      polls.inc();
      let held = true;
      return () => {
        if (held) polls.dec();
        held = false;
      };
    },
    watchQueue(depth) {
      const gauge: Gauge = new Gauge({
        name: "aidx_queue_depth",
        help: "Delivery jobs that wait or are in hand",
        registers,
        collect: async () => gauge.set(await depth().catch(() => Number.NaN)),
      });
    },
    watchClock({ difference, sound }) {
      const gauge = (name: string, help: string, value: () => number) => {
        const one: Gauge = new Gauge({ name: `aidx_clock_${name}`, help, registers, collect: () => one.set(value()) });
      };
      gauge("difference_seconds", "The machine's clock less the database's", () => difference() / 1000);
      gauge("sound", "1 when time may close windows and destroy payloads", () => (sound() ? 1 : 0));
    },
    watchHorizon({ inbox, server }) {
      const gauge = (name: string, help: string, value: () => number) => {
        const one: Gauge = new Gauge({
          name: `aidx_${name}_seconds`,
          help,
          registers,
          collect: () => one.set(value()),
        });
      };
      gauge("inbox_horizon", "For how long a transaction that writes packets has held back the inboxes", inbox);
      gauge(
        "database_transaction",
        "For how long the oldest transaction on the database's server is seen open",
        server,
      );
    },
    watchPackets(source) {
      const gauge = (
        name: string,
        help: string,
        set: (gauge: Gauge, figures: PacketFigures | undefined, now: number) => void,
        ...labelNames: string[]
      ) => {
        const collect = () => {
          const { figures, now } = source();
          set(one, figures, now);
        };
        const one: Gauge = new Gauge({ name: `aidx_packets${name}`, help, labelNames, registers, collect });
      };
      const open = "Packets without a receipt now, by state: queued, delivered, failed; counted up to 100000 a type";
      gauge(
        "",
        open,
        (one, figures) => {
          for (const state of OPEN_STATES) one.set({ state }, figures?.[state] ?? Number.NaN);
        },
        "state",
      );
      gauge("_overdue", "Packets without a receipt past the time that it was due, counted likewise", (one, figures) =>
        one.set(figures?.overdue ?? Number.NaN),
      );
      gauge(
        "_oldest_queued_seconds",
        "Since the packet was sealed that is queued longest; 0: none is",
        (one, figures, now) =>
          one.set(figures === undefined ? Number.NaN : (now - (figures.oldestQueued ?? now)) / 1000),
      );
    },
    build(version) {
      const info = new Gauge({
        name: "aidx_build_info",
        help: "1, with the version of the gateway and of Node",
        labelNames: ["version", "node"],
        registers,
      });
      info.set({ version, node: process.version }, 1);
    },
    witness(name, outcome, size) {
      witnessed.inc({ witness: name, outcome });
      if (outcome === "cosigned") cosigned.set({ witness: name }, size);
    },
    logBatch(entries, took) {
      logged.inc(entries);
      batches.observe(took);
    },
    watchLog(figures) {
      // All gauges are read together, so one question serves them all.
      let asking: Promise<LogFigures> | undefined;
      const ask = () => (asking ??= figures().finally(() => (asking = undefined)));
      const gauge = (
        name: string,
        help: string,
        set: (gauge: Gauge, now: LogFigures) => void,
        ...labelNames: string[]
      ) => {
        const one: Gauge = new Gauge({
          name: `aidx_log_${name}`,
          help,
          labelNames,
          registers,
          collect: async () => set(one, await ask()),
        });
      };
      gauge("size", "Entries in the published audit log", (one, now) => one.set(now.size));
      gauge("witnessed_size", "Entries below a checkpoint that a quorum of witnesses has cosigned", (one, now) =>
        one.set(now.witnessed),
      );
      gauge("pending", "Audit entries that wait for their place, counted up to 100000", (one, now) =>
        one.set(now.pending),
      );
      gauge("published_seconds", "Since a checkpoint of the audit log was published", (one, now) =>
        one.set(now.publishedSecondsAgo),
      );
      gauge(
        "state",
        "What the sequencer of this process does: 1 for its state",
        (one, now) => {
          for (const state of LOG_STATES) one.set({ state }, state === now.state ? 1 : 0);
        },
        "state",
      );
      gauge(
        "stopped",
        "1 when the sequencer refused to go on, with the reason",
        (one, now) => {
          one.reset();
          if (now.reason !== undefined) one.set({ reason: now.reason }, 1);
        },
        "reason",
      );
    },
    watchLogger(lost) {
      const lines: Counter = new Counter({
        name: "aidx_logger_lines_lost_total",
        help: "Lines of the log on standard error that were lost, because nobody read or the disk was full",
        registers,
        collect() {
          lines.reset();
          lines.inc(lost());
        },
      });
    },
    text: async () => ({ mediaType: registry.contentType, body: await registry.metrics() }),
  };
}
