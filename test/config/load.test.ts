import t, { type Test } from "tap";
import { ConfigError, type ConfigFault } from "../../src/domain/config-fault.ts";
import { publicUrlOf } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import { configFolder } from "../support/gateway/config-folder.ts";
import { rejection } from "../support/refusal.ts";
import { like } from "../support/like.ts";

type Env = Record<string, string>;

/** Faults of a configuration; empty when it is valid. */
const faultsOf = async (env: Env, cwd = "/nowhere"): Promise<readonly ConfigFault[]> =>
  (await rejection(ConfigError, () => loadConfig(env, cwd)))?.faults ?? [];

const places = (faults: readonly ConfigFault[]) =>
  faults.map(({ source, pointer }) => `${source.split("/").at(-1)}${pointer}`);

/** Loads a copy of the shipped configuration after a change of one file. */
async function afterChange(t: Test, name: string, change: (content: never) => unknown, env: Env = {}) {
  const folder = await configFolder(t);
  await folder.edit(name, change);
  return faultsOf({ AIDX_CONFIG_DIR: folder.path, ...env });
}

t.test("load: the shipped configuration is valid, and defaults are filled in", async (t) => {
  const config = await loadConfig(
    { AIDX_CONFIG_DIR: new URL("../../config", import.meta.url).pathname },
    "/srv/gateway",
  );
  t.strictSame(config.environment, {
    port: 8080,
    host: "127.0.0.1",
    dataDir: "/srv/gateway/data",
    keysDir: "/srv/gateway/keys",
    configDir: new URL("../../config", import.meta.url).pathname,
    console: true,
    logLevel: "info",
  });
  like(t, config.gateway, {
    mode: "development",
    auth: { senderConstraint: "none", tokenSeconds: 300, assertionMaxSeconds: 300, clockSkewSeconds: 60 },
    limits: { messageBytes: 4_194_304, issuedWithinSeconds: 86_400 },
    delivery: { windowHours: 72, requireHttps: false, allowPrivateAddresses: ["127.0.0.0/8", "::1/128"] },
    log: { origin: `${config.gateway.id}/log` },
  });
  t.strictSame(
    config.warnings.map(({ en }) => en.split(":")[0]),
    ["development mode"],
  );
  // Bodies that exist in some places only have a column, so that a directory can name them.
  const some = new Set([
    "township",
    "public-security",
    "health",
    "emergency-management",
    "charity",
    "social-work",
    "procuratorate",
  ]);
  const departments = Object.keys(config.sharingPolicy.roles).filter((role) => !some.has(role));
  t.strictSame(
    config.directory.parties.map(({ id }) => id),
    [
      "procuratorate",
      ...departments,
      "social-work-station",
      "joint-meeting",
      "auditor",
      "security-administrator",
      "operator",
    ],
  );
});

t.test("environment: variables are read", async (t) => {
  const folder = await configFolder(t);
  const all = {
    AIDX_CONFIG_DIR: folder.path,
    AIDX_PORT: "0",
    AIDX_HOST: "::1",
    AIDX_DATA_DIR: "/var/lib/aidx",
    AIDX_KEYS_DIR: "k",
    AIDX_PUBLIC_URL: "https://gateway.example/base/",
    AIDX_LOG_LEVEL: "debug",
    AIDX_CONSOLE: "off",
    AIDX_KEY_FILE: "secret.key",
    DATABASE_URL: "postgres://localhost/aidx",
    REDIS_URL: " ",
    AIDX_HSOT: "typo",
    AIDX_GATEWAY: "http://127.0.0.1:8080",
    HOME: "/root",
  };
  const { environment, warnings } = await loadConfig(all, "/srv");
  t.strictSame(environment, {
    port: 0,
    host: "::1",
    dataDir: "/var/lib/aidx",
    keysDir: "/srv/k",
    configDir: folder.path,
    console: false,
    logLevel: "debug",
    databaseUrl: "postgres://localhost/aidx",
    publicUrl: "https://gateway.example/base",
    keyFile: "/srv/secret.key",
  });
  const told = warnings.filter(({ en }) => en.startsWith("AIDX_")).map(({ en }) => en);
  t.strictSame(
    told,
    ["AIDX_HSOT is not a variable of the gateway and has no effect"],
    "a misspelt variable is a warning",
  );
});

t.test("environment: a wrong variable is named, its value never shown", async (t) => {
  const secret = "mysql://user:hunter2@db/aidx";
  const wrong: Env = {
    AIDX_PORT: "80800",
    AIDX_LOG_LEVEL: "loud",
    DATABASE_URL: secret,
    REDIS_URL: "localhost",
    AIDX_PUBLIC_URL: "https://u:p@gateway.example/?q#f",
    AIDX_KEY_FILE: "a",
    AIDX_KEY_PASSPHRASE_FILE: "b",
  };
  const faults = await faultsOf(wrong);
  t.strictSame(
    new Set(places(faults)),
    new Set(Object.keys(wrong).filter((name) => name !== "AIDX_KEY_PASSPHRASE_FILE")),
  );
  t.notOk(JSON.stringify(faults).includes("hunter2"));
  for (const port of ["-1", "1e3", "0x50", "65536", "eighty"]) {
    t.strictSame(places(await faultsOf({ AIDX_PORT: port })), ["AIDX_PORT"], port);
  }
});

t.test("environment: the public URL of a listening socket", async (t) => {
  const { environment } = await loadConfig({}, new URL("../../", import.meta.url).pathname);
  t.equal(publicUrlOf(environment, 8081), "http://127.0.0.1:8081");
  t.equal(publicUrlOf({ ...environment, host: "0.0.0.0" }, 1), "http://127.0.0.1:1");
  t.equal(publicUrlOf({ ...environment, host: "::1" }, 1), "http://[::1]:1");
  t.equal(publicUrlOf({ ...environment, publicUrl: "https://x" }, 1), "https://x");
});

t.test("load: each fault has file, line, pointer and the rule in both languages", async (t) => {
  const folder = await configFolder(t);
  await folder.write(
    "gateway.json",
    '{\n  "id": "gw",\n  "mode": "test",\n  "delivery": {\n    "windowHours": 9000\n  },\n  "more": 1\n}\n',
  );
  await folder.write("calendar.json", '{\n "id": "x",\n}');
  await folder.remove("routing.json");
  const error = await loadConfig({ AIDX_CONFIG_DIR: "c" }, folder.path).catch((error: unknown) => error);
  t.ok(error instanceof ConfigError, "c is missing");
  const relative = await loadConfig({ AIDX_CONFIG_DIR: "." }, folder.path).catch(
    (error: unknown) => error as ConfigError,
  );
  t.strictSame((relative as ConfigError).message.split("\n"), [
    'gateway.json:1: has the unknown member "more" · 含有未知成员 "more"',
    'gateway.json:3 /mode: must be one of ["development","production"] · 须为 ["development","production"] 之一',
    "gateway.json:5 /delivery/windowHours: must be at most 720 · 不得大于 720",
    "routing.json: cannot be read (ENOENT) · 无法读取（ENOENT）",
    "calendar.json:3: is not JSON from here on · 自此处起不是合法 JSON",
  ]);
});

t.test(
  "load: a file in another encoding is refused with its line, so that no Chinese name is lost; a byte order mark is taken",
  async (t) => {
    const folder = await configFolder(t);
    const directory = await folder.read("directory.json");
    await folder.write("directory.json", `\ufeff${directory}`);
    t.strictSame(await faultsOf({ AIDX_CONFIG_DIR: folder.path }), []);
    const line = directory.split("\n").findIndex((text) => text.includes("民政")) + 1;
    // 民政 in GBK, in a file that is else as it was.
    const ascii = directory.replaceAll(/[^\n\x20-\x7e]/g, "?").split("\n");
    ascii[line - 1] = ascii[line - 1]?.replace("?", "\xc3\xf1\xd5\xfe") ?? "";
    await folder.write("directory.json", Buffer.from(ascii.join("\n"), "latin1"));
    like(t, await faultsOf({ AIDX_CONFIG_DIR: folder.path }), [
      { source: /directory\.json$/, pointer: "", line, en: /perhaps GB18030 \(GBK\)/, zh: /可能是 GB18030/ },
    ]);
  },
);

t.test("load: a repeated member is refused", async (t) => {
  const folder = await configFolder(t);
  await folder.write("gateway.json", '{\n  "id": "gw",\n  "mode": "development",\n  "mode": "production"\n}');
  const [fault] = await faultsOf({ AIDX_CONFIG_DIR: folder.path });
  like(t, fault, { pointer: "/mode", line: 4, en: "stands twice" });
});

const PRODUCTION: Env = { AIDX_PUBLIC_URL: "https://gateway.example", AIDX_KEY_FILE: "/etc/aidx.key" };

t.test("load: production has more rules", async (t) => {
  const bare = await afterChange(t, "gateway.json", () => ({ id: "gw", mode: "production" }));
  t.strictSame(places(bare), [
    "gateway.json/log/origin",
    "gateway.json/http/trustedProxies",
    "AIDX_PUBLIC_URL",
    "AIDX_KEY_PASSPHRASE_FILE",
  ]);
  const settings = {
    id: "gw",
    mode: "production",
    log: { origin: "gateway.example/log" },
    http: { trustedProxies: ["10.0.0.0/8"] },
  };
  t.strictSame(await afterChange(t, "gateway.json", () => settings, PRODUCTION), []);
  const loose = { ...settings, issuer: "http://gateway.example", delivery: { allowPrivateAddresses: true } };
  t.strictSame(places(await afterChange(t, "gateway.json", () => loose, PRODUCTION)), [
    "gateway.json/delivery/allowPrivateAddresses",
    "gateway.json/issuer",
  ]);
  t.strictSame(
    places(
      await afterChange(t, "gateway.json", () => settings, {
        ...PRODUCTION,
        AIDX_PUBLIC_URL: "http://gateway.example",
      }),
    ),
    ["AIDX_PUBLIC_URL"],
  );
});

t.test("load: defaults that depend on the mode", async (t) => {
  const folder = await configFolder(t);
  const production = {
    id: "gw",
    mode: "production",
    log: { origin: "gateway.example/log" },
    http: { trustedProxies: [] },
  };
  await folder.edit("gateway.json", () => production);
  const strict = await loadConfig({ AIDX_CONFIG_DIR: folder.path, AIDX_HOST: "0.0.0.0", ...PRODUCTION }, "/");
  like(
    t,
    strict.warnings.slice(0, 2).map(({ en }) => en),
    [/plain HTTP on all addresses .*AIDX_HOST/, /http\.trustedProxies/],
  );
  like(t, strict.gateway, {
    delivery: { requireHttps: true, allowPrivateAddresses: [] },
    log: { origin: "gateway.example/log" },
  });
  await folder.edit("gateway.json", () => ({
    id: "gw",
    mode: "development",
    delivery: { allowPrivateAddresses: true, requireHttps: true },
  }));
  const open = await loadConfig({ AIDX_CONFIG_DIR: folder.path }, "/");
  t.same(open.gateway.http.trustedProxies, []);
  like(t, open.gateway.delivery, { requireHttps: true, allowPrivateAddresses: ["0.0.0.0/0", "::/0"] });
});

t.test("load: contradicting settings are refused", async (t) => {
  const lease = {
    connectTimeoutMs: 5000,
    responseTimeoutMs: 15_000,
    leaseSeconds: 20,
    retry: { baseSeconds: 9, maxSeconds: 8 },
  };
  t.strictSame(
    places(await afterChange(t, "gateway.json", () => ({ id: "gw", mode: "development", delivery: lease }))),
    ["gateway.json/delivery/leaseSeconds", "gateway.json/delivery/retry/baseSeconds"],
  );
});

type Parties = { parties: Record<string, unknown>[] };
const firstParty = (change: Record<string, unknown>) => (content: Parties) => {
  Object.assign(content.parties.at(0) ?? {}, change);
};

t.test("load: wrong parties are refused", async (t) => {
  const cases: readonly [Record<string, unknown>, string][] = [
    [{ id: "91350100M000100Y44" }, "/id"],
    [{ id: "a b" }, "/id"],
    [{ id: "civil-affairs" }, "/1/id"],
    [{ id: "aid-gateway" }, "/id"],
    [{ role: "procuratorate" }, "/role"],
    [{ kind: "court" }, "/kind"],
    [{ division: "99010" }, "/division"],
    [{ delivery: { mode: "push" } }, "/delivery"],
    [{ delivery: { mode: "pull", endpoint: "https://x.example/" } }, "/delivery/endpoint"],
    [{ delivery: { mode: "push", endpoint: "ftp://x.example/" } }, "/delivery/endpoint"],
    [{ delivery: { mode: "push", endpoint: "https://user:pass@x.example/" } }, "/delivery/endpoint"],
    [{ delivery: { mode: "push", endpoint: "https://x.example/", clientCert: "a.pem" } }, "/delivery"],
    [{ delivery: { mode: "pull", ca: "ca.pem" } }, "/delivery/ca"],
    [{ delivery: { mode: "push", endpoint: "http://x.example/", ca: "ca.pem" } }, "/delivery/endpoint"],
    [{ delivery: { mode: "push", endpoint: "https://x.example/", ca: "../ca.pem" } }, "/delivery/ca"],
    [{ keys: { file: "../outside.json" } }, "/keys/file"],
    [{ keys: { file: "/etc/passwd" } }, "/keys/file"],
    [{ keys: { file: "parties/../../outside.json" } }, "/keys/file"],
    [{ keys: {} }, "/keys"],
    [{ keys: { file: "a.json", jwks: { keys: [] } } }, "/keys"],
    [{ suites: [] }, "/suites"],
    [{ contact: { phone: "call me" } }, "/contact/phone"],
    [{ contact: { person: "somebody" } }, "/contact"],
  ];
  for (const [change, place] of cases) {
    const faults = await afterChange(t, "directory.json", firstParty(change));
    const wanted = place.startsWith("/1/") ? `directory.json/parties${place}` : `directory.json/parties/0${place}`;
    t.strictSame(places(faults), [wanted], JSON.stringify(change));
  }
  const plain = { mode: "push", endpoint: "http://127.0.0.1:9000/" };
  t.strictSame(
    await afterChange(t, "directory.json", firstParty({ delivery: plain })),
    [],
    "plain HTTP in development",
  );
});

t.test("load: endpoints must be https where the settings require it", async (t) => {
  const folder = await configFolder(t);
  await folder.edit("gateway.json", () => ({ id: "gw", mode: "development", delivery: { requireHttps: true } }));
  await folder.edit("directory.json", firstParty({ delivery: { mode: "push", endpoint: "http://x.example/" } }));
  t.strictSame(places(await faultsOf({ AIDX_CONFIG_DIR: folder.path })), [
    "directory.json/parties/0/delivery/endpoint",
  ]);
});

t.test(
  "load: a department without a column in the policy is a fault, a role that leads and has no party a warning",
  async (t) => {
    const housing = async (more: object) => {
      const folder = await configFolder(t);
      await folder.edit("directory.json", (content: Parties) => ({
        parties: content.parties.map((party) => (party["id"] === "housing" ? { ...party, ...more } : party)),
      }));
      return folder.path;
    };
    const faults = async (more: object) => faultsOf({ AIDX_CONFIG_DIR: await housing(more) });
    const [named, another] = await faults({ id: "weather" });
    t.strictSame(places(named === undefined ? [] : [named]), ["directory.json/parties/6/id"]);
    t.match(named?.en, /no column in the sharing policy/);
    t.match(named?.zh, /共享策略/);
    t.equal(another, undefined);
    t.strictSame(places(await faults({ role: "weather" })), ["directory.json/parties/6/role"]);
    const { warnings } = await loadConfig({ AIDX_CONFIG_DIR: await housing({ active: false, role: "weather" }) }, "/");
    t.strictSame(warnings.map(({ en }) => en).slice(1), ["no active party of the directory has the role housing"]);
  },
);

t.test("load: calendar entries that are no days are refused", async (t) => {
  const year = (off: unknown[], work: unknown[] = []) =>
    afterChange(t, "calendar.json", (content: object) => ({ ...content, years: { "2026": { off, work } } }));
  t.strictSame(places(await year(["2026-02-30"])), ["calendar.json/years"]);
  t.strictSame(places(await year(["2026-13-01"])), ["calendar.json/years/2026/off/0"]);
  t.strictSame(places(await year(["2027-01-01"])), ["calendar.json/years"]);
  t.strictSame(places(await year([], ["2026-01-05"])), ["calendar.json/years"]);
});

t.test("directory: offices of one need on one day, and successors that cannot take over, are faults", async (t) => {
  type Entry = Record<string, unknown> & { id: string };
  const faults = (id: string, members: object) =>
    afterChange(t, "directory.json", (content: { parties: Entry[] }) => ({
      parties: content.parties.map((party) => (party.id === id ? { ...party, ...members } : party)),
    })).then(places);
  const name = { zh: "示例科", en: "Office" };
  const office = (more: object = {}) => ({ name, ...more });
  const at = (place: string) => [`directory.json/parties/1/${place}`];
  const own = (offices: object[]) => faults("civil-affairs", { offices });
  t.same(
    await own([
      office({ until: "2026-06-30", deputy: { phone: "12345" }, dutyContact: { phone: "12345" } }),
      office({ from: "2026-07-01" }),
      office({ needs: ["N10"] }),
    ]),
    [],
  );
  t.same(await own([office({ from: "2026-07-02", until: "2026-07-01" })]), at("offices/0/until"));
  t.same(await own([office({ until: "2026-07-01" }), office({ from: "2026-07-01" })]), at("offices/1"));
  t.same(await own([office({ needs: ["N01", "N10"] }), office({ needs: ["N10"] })]), at("offices/1"));
  t.same(await own([office({ needs: ["N99"] })]), at("offices/0/needs/0"));
  const next = (party: string) => faults("civil-affairs", { successor: { party, from: "2026-07-01" } });
  t.same(await next("nowhere"), at("successor/party"));
  t.same(await next("procuratorate"), at("successor/party"), "another kind");
  t.same(await next("education"), at("successor/party"), "another role sees other data");
  t.same(await next("civil-affairs"), at("successor/party"), "itself");
  const twoInACircle = await afterChange(t, "directory.json", (content: { parties: Entry[] }) => ({
    parties: content.parties.flatMap((party) => {
      if (party.id !== "civil-affairs") return [party];
      const from = "2026-07-01";
      const other = { ...party, id: "civil-2", role: "civil-affairs", keys: { file: "parties/civil-2.jwks.json" } };
      return [
        { ...party, successor: { party: "civil-2", from } },
        { ...other, successor: { party: "civil-affairs", from } },
      ];
    }),
  }));
  t.same(places(twoInACircle), [
    "directory.json/parties/1/successor/party",
    "directory.json/parties/2/successor/party",
  ]);
});
