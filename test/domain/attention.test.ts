import { readFile } from "node:fs/promises";
import t from "tap";
import { ATTENTION_CODES, attentionOf, type OpsFigures } from "../../src/domain/attention.ts";
import { OVERVIEW } from "../support/http/overview.ts";

const { attention: _none, ...WELL } = OVERVIEW;
const AT = Date.parse(WELL.at);
const ago = (ms: number) => new Date(AT - ms).toISOString();
const DAY = 86_400_000;
const LOG = { ...WELL.log, size: 9, publishedAt: ago(1000) };
const ENDPOINT = { party: "housing", queued: 1, failed: 0, pushes: 0, taken: 0 };

/** What is wrong, and what is said of it; the second is just not wrong. */
const CASES: Readonly<Record<string, readonly [Partial<OpsFigures>, Partial<OpsFigures>]>> = {
  queue: [{ degraded: ["queue"] }, {}],
  clock: [{ degraded: ["clock"] }, {}],
  inbox: [{ degraded: ["inbox"] }, {}],
  "disk-low": [{ disk: { free: 9e9, size: 1e11 } }, { disk: { free: 1e10, size: 1e11 } }],
  "log-stopped": [{ log: { ...LOG, state: "stopped", reason: "copied" } }, { log: { ...LOG, state: "waiting" } }],
  "log-late": [
    { log: { ...LOG, pending: 1, publishedAt: ago(60_001) } },
    { log: { ...LOG, pending: 1, publishedAt: ago(60_000) } },
  ],
  "log-unwitnessed": [
    { log: { ...LOG, quorum: 1, witnessed: 8, publishedAt: ago(60_001) } },
    { log: { ...LOG, quorum: 1, witnessed: 8 } },
  ],
  "timestamp-late": [
    { log: LOG, timestamps: { everySeconds: 60, last: ago(180_001) } },
    { log: LOG, timestamps: { everySeconds: 60, last: ago(180_000) } },
  ],
  "packets-failed": [{ packets: { ...WELL.packets, failed: 1 } }, {}],
  "packets-overdue": [{ packets: { ...WELL.packets, overdue: 1 } }, {}],
  "queued-long": [
    { packets: { ...WELL.packets, queued: 1, oldestQueued: ago(DAY + 1) } },
    { packets: { ...WELL.packets, queued: 1, oldestQueued: ago(DAY) } },
  ],
  "endpoint-off": [{ endpoints: [{ ...ENDPOINT, state: "off" }] }, { endpoints: [{ ...ENDPOINT, state: "pull" }] }],
  "endpoint-failing": [
    { endpoints: [{ ...ENDPOINT, state: "failing" }] },
    { endpoints: [{ ...ENDPOINT, state: "on" }] },
  ],
  "endpoint-paused": [{ endpoints: [{ ...ENDPOINT, state: "paused" }] }, {}],
  "party-removed": [{ endpoints: [{ ...ENDPOINT, state: "removed" }] }, {}],
  "certificate-ends": [{ endings: [{ kind: "timestamp-root", until: ago(-1) }] }, {}],
  "certificate-ended": [{ endings: [{ kind: "endpoint-client", until: ago(0), party: "housing" }] }, {}],
};

t.test("each thing that needs somebody is told, and what is just not wrong is not", async (t) => {
  t.same(Object.keys(CASES), ATTENTION_CODES);
  t.same(attentionOf(WELL), []);
  for (const [code, [wrong, right]] of Object.entries(CASES)) {
    t.same(
      attentionOf({ ...WELL, ...wrong }).map((one) => one.code),
      [code],
      code,
    );
    t.same(attentionOf({ ...WELL, ...right }), [], `not ${code}`);
  }
});

t.test("the urgent comes first", async (t) => {
  const found = attentionOf({ ...WELL, packets: { ...WELL.packets, overdue: 3 }, degraded: ["queue"] });
  t.same(found, [
    { code: "queue", urgent: true },
    { code: "packets-overdue", urgent: false, count: 3 },
  ]);
});

t.test("the pages of operations explain each code", async (t) => {
  for (const page of ["docs/operations.md", "docs/operations.zh-CN.md"]) {
    const text = await readFile(page, "utf8");
    t.same(
      ATTENTION_CODES.filter((code) => !text.includes(`| \`${code}\` |`)),
      [],
      page,
    );
  }
});
