import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import t from "tap";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { outside } from "../support/referees/outside.ts";

/** Every metric of a gateway, each with a value. */
async function everything(): Promise<string> {
  const metrics = createMetrics();
  metrics.accepted("feedback", 1);
  metrics.refused("not-found");
  metrics.changed("failed");
  metrics.attempted({ kind: "retry", code: "timeout", seconds: 1 });
  metrics.receipt("accepted");
  metrics.fault("relay");
  metrics.answered("GET", "/healthz", 200, 0.1);
  metrics.token("issued", "issued");
  metrics.endpointsOff(1);
  metrics.watchQueue(async () => 1);
  metrics.watchClock({ difference: () => 0, sound: () => true });
  metrics.watchHorizon({ inbox: () => 0, server: () => 0 });
  const figures = { queued: 2, delivered: 1, failed: 3, overdue: 1, oldestQueued: 1_000 };
  metrics.watchPackets(() => ({ figures, now: 61_000 }));
  metrics.build("1.2.3");
  metrics.logBatch(1, 0.1);
  metrics.watchLog(async () => ({
    size: 1,
    witnessed: 1,
    pending: 0,
    publishedSecondsAgo: 1,
    state: "leading",
    reason: "copied",
  }));
  metrics.witness("one", "cosigned", 1);
  metrics.watchLogger(() => 0);
  return (await metrics.text()).body;
}

/**
 * Finds what `promtool check metrics` finds: names and units (Prometheus, "Metric and label naming"), no type in a name, the
 * endings of counters and histograms, a help text.
 */
function faultsIn(text: string): string[] {
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => ({ name, type }));
  const helps = new Map([...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name, help]) => [name, help]));
  return types.flatMap(({ name, type }) => [
    ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) ? [] : [`${name}: not snake_case`]),
    ...((type === "counter") === name.endsWith("_total") ? [] : [`${name}: _total is the ending of counters`]),
    ...(/_(count|sum|bucket|info_total)$/.test(name) ? [`${name}: an ending of histograms`] : []),
    ...(/_(gauge|counter|histogram|summary)(_|$)/.test(name) ? [`${name}: its type is in its name`] : []),
    ...(/_(ms|milliseconds|minutes|hours|days|kb|mb|kilobytes|megabytes|percent)(_|$)/.test(name)
      ? [`${name}: not a base unit`]
      : []),
    ...((helps.get(name) ?? "").trim() === "" ? [`${name}: no help`] : []),
  ]);
}

t.test("metrics have the names that Prometheus asks for", async (t) => {
  const text = await everything();
  t.ok(text.includes("aidx_packets_oldest_queued_seconds"));
  t.same(faultsIn(text), []);
  const bad = "# HELP a_gauge x\n# TYPE a_gauge gauge\n# TYPE b_total gauge\n# TYPE c_ms counter\n";
  t.equal(faultsIn(bad).length, 6, "can fail");
});

t.test("packets as they stand are counted by state, and the build is told", async (t) => {
  const text = await everything();
  for (const line of [
    'aidx_packets{state="queued"} 2',
    'aidx_packets{state="delivered"} 1',
    'aidx_packets{state="failed"} 3',
    "aidx_packets_overdue 1",
    "aidx_packets_oldest_queued_seconds 60",
    `aidx_build_info{version="1.2.3",node="${process.version}"} 1`,
  ]) {
    t.ok(text.includes(line), line);
  }
  const metrics = createMetrics();
  metrics.watchPackets(() => ({ figures: undefined, now: 0 }));
  t.match((await metrics.text()).body, /^aidx_packets_overdue Nan$/m, "no figures are not 0");
});

const promtool = spawnSync("promtool", ["--version"]).error === undefined;
const skip = outside(t, promtool, "promtool", "prometheus");
t.test("promtool has nothing to say about them", { skip }, async (t) => {
  const { stderr, status } = spawnSync("promtool", ["check", "metrics"], { input: await everything() });
  t.equal(stderr.toString(), "");
  t.equal(status, 0);
});

t.test("every metric that the documents name is there, with the labels that they name", async (t) => {
  const metrics = await everything();
  const names = new Set([...metrics.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  let named = 0;
  for (const page of readdirSync("docs").filter((file) => file.endsWith(".md"))) {
    for (const [, name = "", label] of readFileSync(`docs/${page}`, "utf8").matchAll(
      /`(aidx_(?!monitor_)[a-z_]+)(?:\{([a-z]+)="[^}`]*\})?/g,
    )) {
      named++;
      t.ok(names.has(name), `${page}: ${name}`);
      if (label !== undefined) t.match(metrics, new RegExp(`^${name}\\{${label}="`, "m"), `${page}: ${name}{${label}}`);
    }
  }
  t.ok(named > 20, `${named} places`);
});

/** Labels whose values are of closed lists. A party, a key, a packet or an address is none of them. */
const LABELS = new Set(
  "type code rule guideline outcome state where reason method route status witness version node le kind space major minor patch".split(
    " ",
  ),
);

t.test(
  "no label tells which parties and keys there are: whoever may read metrics need not be authenticated",
  async (t) => {
    const labels = [...(await everything()).matchAll(/[{,]([a-z_]+)="/g)].map(([, label = ""]) => label);
    t.same(
      [...new Set(labels)].filter((label) => !LABELS.has(label)),
      [],
    );
    for (const [page, promise, refused] of [
      ["operations.md", /labels are codes of closed lists, never a party, a packet or a person/, /party ids/],
      ["operations.zh-CN.md", /标签只有封闭列表中的代码，绝无单位、数据包或者个人/, /单位标识，绝无/],
    ] as const) {
      const text = readFileSync(`docs/${page}`, "utf8");
      t.match(text, promise);
      t.notMatch(text, refused);
    }
  },
);
