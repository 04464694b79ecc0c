/** How a running gateway is, for its operator. */
import { X509Certificate } from "node:crypto";
import { readFile, statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { attentionOf, type OpsFigures } from "../domain/attention.ts";
import type { OpsOverview } from "../domain/generated/answers.ts";
import type { Exchange } from "../exchange/service.ts";
import type { LogFigures } from "../telemetry/metrics.ts";
import { certificateBlocks } from "../wire/pem.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { configuredQuorum } from "./witnesses.ts";
import type { Prepared } from "./prepare.ts";

/** Time before its end from which on a certificate is shown, ms. */
const SOON_MS = 60 * 86_400_000;

type Ending = OpsFigures["endings"][number];

/** Makes the overview. @param degraded parts that work with less than they should */
export type Overview = (degraded: OpsFigures["degraded"]) => Promise<OpsOverview>;

/** Creates it. @param logFigures reads the figures of the audit log */
export function createOverview(
  prepared: Prepared,
  exchange: Pick<Exchange, "endpoints">,
  logFigures: () => Promise<LogFigures>,
  software: string,
): Overview {
  const { config, store, clock } = prepared;
  const { quorum, witnesses } = configuredQuorum(config);
  const { timestamp } = config.gateway.log;

  return async (degraded) => {
    const now = clock.now();
    const [packets, facts, log, endpoints, disk, roots] = await Promise.all([
      store.packetFigures(now),
      store.operatingFacts(),
      logFigures(),
      exchange.endpoints(),
      statfs(config.environment.dataDir),
      timestampRoots(prepared),
    ]);
    const { oldestQueued, ...counts } = packets;
    const published = now - log.publishedSecondsAgo * 1000;
    const endings = [...endpointCertificates(prepared), ...roots];
    const figures: OpsFigures = {
      at: rfc3339(now),
      software,
      degraded: [...degraded],
      packets: { ...counts, ...(oldestQueued === null ? {} : { oldestQueued: rfc3339(oldestQueued) }) },
      log: {
        state: log.state as OpsFigures["log"]["state"],
        size: log.size,
        // The metric is NaN while the database does not answer; then this answer would not be given either.
        pending: Number.isNaN(log.pending) ? 0 : log.pending,
        witnessed: log.witnessed,
        witnesses: witnesses.length,
        quorum,
        ...(log.reason === undefined ? {} : { reason: log.reason }),
        ...(Number.isNaN(published) ? {} : { publishedAt: rfc3339(Math.round(published)) }),
      },
      database: { version: facts.version, bytes: facts.bytes, own: config.environment.databaseUrl === undefined },
      disk: { free: disk.bavail * disk.bsize, size: disk.blocks * disk.bsize },
      endpoints,
      endings: endings
        .filter(({ until }) => Date.parse(until) - now <= SOON_MS)
        .toSorted((one, other) => (one.until < other.until ? -1 : 1)),
      ...(timestamp === undefined
        ? {}
        : {
            timestamps: {
              everySeconds: timestamp.everySeconds,
              ...(facts.stampedAt === null ? {} : { last: rfc3339(facts.stampedAt) }),
            },
          }),
    };
    return { ...figures, attention: attentionOf(figures) };
  };
}

function endpointCertificates({ directory }: Prepared): Ending[] {
  const current = directory.current();
  return [...current.parties()].flatMap(({ id }) => {
    const tls = current.endpointTls(id);
    return [...endingsOf("endpoint-authority", tls?.ca, id), ...endingsOf("endpoint-client", tls?.cert, id)];
  });
}

async function timestampRoots({ config }: Prepared): Promise<Ending[]> {
  const { timestamp } = config.gateway.log;
  if (timestamp === undefined) return [];
  // Read at the start too; a file that is gone since then is told by the next start.
  const pem = await readFile(resolve(config.environment.configDir, timestamp.roots), "latin1").catch(() => "");
  return endingsOf("timestamp-root", pem);
}

function endingsOf(kind: Ending["kind"], pem: string | undefined, party?: string): Ending[] {
  return certificateBlocks(pem ?? "").map((block) => ({
    kind,
    until: rfc3339(Date.parse(new X509Certificate(block).validTo)),
    ...(party === undefined ? {} : { party }),
  }));
}
