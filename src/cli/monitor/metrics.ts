/** Prometheus metrics of a monitor, on a port of this machine when one is asked for. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Counter, Gauge, Registry } from "prom-client";
import type { Standing, AlarmChange } from "../../monitor/standing.ts";

/** Figures of one look. */
export interface LookFigures {
  /** Entries of the last verified checkpoint, and how many of them are recounted. */
  readonly size: number;
  readonly counted: number;
  readonly standing: Standing;
  readonly turns: readonly AlarmChange[];
  /** When it was, ms. */
  readonly now: number;
}

/** Metrics of one monitor. */
export interface MonitorMetrics {
  looked(figures: LookFigures): void;
  /** Sets how many alarms wait for the webhook. */
  undelivered(count: number): void;
  close(): void;
}

/** Creates the metrics. @param port that serves them; without it nothing listens */
export async function monitorMetrics(port: number | undefined): Promise<MonitorMetrics> {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `aidx_monitor_${name}`, help, labelNames, registers });
  const size = gauge("size", "Entries of the last verified checkpoint");
  const recounted = gauge("recounted", "Entries recounted so far");
  const seen = gauge("looked_seconds", "When the log was last looked at");
  const stands = gauge("alarm", "1 while the alarm stands", "code");
  const waiting = gauge("undelivered", "Alarms that wait for the webhook");
  const alarms = new Counter({
    name: "aidx_monitor_alarms_total",
    help: "Alarms that began",
    labelNames: ["code"],
    registers,
  });
  let server: Server | undefined;
  if (port !== undefined) {
    server = createServer((_request, response) => {
      void registry.metrics().then((text) => response.setHeader("content-type", registry.contentType).end(text));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  }
  return {
    looked(figures) {
      size.set(figures.size);
      recounted.set(figures.counted);
      seen.set(figures.now / 1000);
      stands.reset();
      for (const code of figures.standing.keys()) stands.set({ code }, 1);
      for (const { alarm, begins } of figures.turns) if (begins) alarms.inc({ code: alarm.code });
    },
    undelivered: (count) => waiting.set(count),
    close: () => server?.close(),
  };
}
