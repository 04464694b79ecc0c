import type { LookupAddress } from "node:dns";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type LookupFunction } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import t, { type Test } from "tap";
import { createLookup, type LookupOptions } from "../../src/names/lookup.ts";
import { namedSockets } from "../../src/names/named-socket.ts";
import { candidates, parseHosts, parseSearchList } from "../../src/names/system-names.ts";
import { type DnsAnswer, dnsServer } from "../support/dns-server.ts";
import { like } from "../support/like.ts";

const HOUR = 3_600_000;

/** A lookup over a scripted DNS server, with a clock, a hosts file and a resolv.conf of its own. */
async function scene(t: Test, answer: (name: string, type: string) => DnsAnswer, change: Partial<LookupOptions> = {}) {
  const server = await dnsServer(answer);
  t.teardown(() => server.close());
  const folder = await mkdtemp(path.join(tmpdir(), "aidx-names-"));
  const [hostsFile, resolverFile] = [path.join(folder, "hosts"), path.join(folder, "resolv.conf")];
  await writeFile(
    hostsFile,
    "127.0.0.1 localhost\n192.0.2.7 Fixed.Example alias # one of ours\n::1 both\n127.0.0.1 both\n",
  );
  const clock = { now: 0 };
  const lookup = createLookup({
    elapsed: () => clock.now,
    servers: [server.address],
    hostsFile,
    resolverFile,
    answerMs: 200,
    ...change,
  });
  return { server, clock, hostsFile, resolverFile, lookup, find: (name: string) => find(lookup, name) };
}

function find(lookup: LookupFunction, name: string, family = 0): Promise<string[]> {
  return new Promise((resolve, reject) => {
    lookup(name, { all: true, family }, (error, found) => {
      if (error === null) resolve((found as LookupAddress[]).map(({ address }) => address));
      else reject(error);
    });
  });
}

const ADDRESSES: DnsAnswer = { ttl: 60, addresses: ["2001:db8::1", "198.51.100.1", "198.51.100.2"] };

t.test(
  "addresses of both families come from DNS, IPv4 first, and one or all or a family is given as asked",
  async (t) => {
    const { lookup, find: all } = await scene(t, () => ADDRESSES);
    t.same(await all("Department.Example"), ["198.51.100.1", "198.51.100.2", "2001:db8::1"]);
    t.same(await find(lookup, "department.example", 6), ["2001:db8::1"]);
    const one = await new Promise((resolve) => {
      lookup("department.example", {}, (...answer) => resolve(answer));
    });
    t.same(one, [null, "198.51.100.1", 4]);
    t.same(await all("198.51.100.9"), ["198.51.100.9"], "an address is its own");
  },
);

t.test("an answer is remembered for its TTL, five minutes at most", async (t) => {
  const ttl = new Map([
    ["short.example", 30],
    ["long.example", 86_400],
    ["never.example", 0],
  ]);
  const { server, clock, find } = await scene(t, (name) => ({
    ttl: ttl.get(name) ?? 0,
    addresses: ["198.51.100.1", "2001:db8::1"],
  }));
  const questions = async (name: string, now: number) => {
    clock.now = now;
    const before = server.asked.length;
    await find(name);
    return server.asked.length - before;
  };
  t.equal(await questions("short.example", 0), 2);
  t.equal(await questions("short.example", 29_999), 0);
  t.equal(await questions("short.example", 30_000), 2);
  t.equal(await questions("long.example", 30_000), 2);
  t.equal(await questions("long.example", 329_999), 0);
  t.equal(await questions("long.example", 330_000), 2);
  t.equal(await questions("never.example", 330_000), 2);
  t.equal(await questions("never.example", 330_000), 2);
});

t.test("a name is asked for once at a time, however many wait for it", async (t) => {
  const { server, find } = await scene(t, () => ADDRESSES);
  const found = await Promise.all(Array.from({ length: 50 }, () => find("department.example")));
  t.ok(found.every(([first]) => first === "198.51.100.1"));
  t.same(server.asked.toSorted(), ["A department.example", "AAAA department.example"]);
});

t.test("names whose server is silent end in time and hold no others", async (t) => {
  const { find } = await scene(t, (name) => (name.startsWith("silent") ? "silence" : ADDRESSES));
  const began = performance.now();
  // More than libuv has threads: with dns.lookup they would hold every look-up and file operation of the process.
  const silent = Array.from({ length: 16 }, (_, n) => find(`silent-${n}.example`).catch((error: Error) => error));
  t.same(await find("department.example"), ["198.51.100.1", "198.51.100.2", "2001:db8::1"]);
  t.ok(performance.now() - began < 200, "at once");
  for (const error of await Promise.all(silent)) like(t, error, { name: "NameNotResolved", code: "EAI_AGAIN" });
  t.ok(performance.now() - began < 2_000, "two tries of 200 and 400 ms, and some");
});

t.test("a server that is silent for AAAA only does not delay the addresses of IPv4", async (t) => {
  const { find } = await scene(t, (_name, type) => (type === "AAAA" ? "silence" : ADDRESSES));
  const began = performance.now();
  t.same(await find("department.example"), ["198.51.100.1", "198.51.100.2"]);
  t.ok(performance.now() - began < 200);
});

t.test("a name that does not exist is told from one of which nothing is known", async (t) => {
  const { find } = await scene(t, (name) =>
    name === "broken.example" ? "fault" : name === "empty.example" ? { ttl: 1, addresses: [] } : "none",
  );
  await t.rejects(find("nowhere.example"), { code: "ENOTFOUND" });
  await t.rejects(find("empty.example"), { code: "ENOTFOUND" });
  await t.rejects(find("broken.example"), { code: "EAI_AGAIN" });
});

t.test("while DNS is away the last addresses are used, for an hour", async (t) => {
  let said: DnsAnswer = ADDRESSES;
  const { clock, server, find } = await scene(t, () => said);
  const addresses = await find("department.example");
  for (const fault of ["fault", "silence"] as const) {
    said = fault;
    clock.now += 60_000;
    t.same(await find("department.example"), addresses, fault);
    const asked = server.asked.length;
    clock.now += 29_999;
    t.same(await find("department.example"), addresses);
    t.equal(server.asked.length, asked, "and not asked for again at once");
  }
  clock.now += HOUR;
  await t.rejects(find("department.example"), { code: "EAI_AGAIN" });
  said = ADDRESSES;
  t.same(await find("department.example"), addresses);
  said = "none";
  clock.now += 60_000;
  await t.rejects(find("department.example"), { code: "ENOTFOUND" }, "what DNS says counts");
});

t.test("the hosts file counts before DNS, as it is now; localhost is loopback", async (t) => {
  const { server, hostsFile, find } = await scene(t, () => "none");
  t.same(await find("fixed.example"), ["192.0.2.7"]);
  t.same(await find("ALIAS"), ["192.0.2.7"]);
  t.same(await find("both."), ["::1", "127.0.0.1"]);
  t.same(await find("localhost"), ["127.0.0.1"]);
  t.same(await find("app.localhost"), ["127.0.0.1", "::1"]);
  t.same(server.asked, []);
  await writeFile(hostsFile, "192.0.2.8 fixed.example\n");
  t.same(await find("fixed.example"), ["192.0.2.8"]);
  t.same(await find("localhost"), ["127.0.0.1", "::1"], "also when the file does not say so");
});

t.test("a short name is completed with the search list", async (t) => {
  const { resolverFile, find } = await scene(t, (name) => (name === "db.prod.example" ? ADDRESSES : "none"));
  await t.rejects(find("db"), { code: "ENOTFOUND" });
  await writeFile(resolverFile, "search other.example prod.example.\noptions ndots:2 edns0\n");
  t.same(await find("db"), ["198.51.100.1", "198.51.100.2", "2001:db8::1"]);
  await t.rejects(find("db."), { code: "ENOTFOUND" }, "a dot at its end: it is complete");
});

t.test("hosts files and resolv.conf as they are found", async (t) => {
  t.same(
    parseHosts("# c\n\n  10.0.0.1\tA b #c\nnot-an-address c\nfe80::1%lo0 d\n10.0.0.2 a\n"),
    new Map([
      ["a", ["10.0.0.1", "10.0.0.2"]],
      ["b", ["10.0.0.1"]],
    ]),
  );
  t.same(parseSearchList("domain a.example\nsearch b.example. c.example ; x\noptions edns0 ndots:5\noptions rotate"), {
    domains: ["b.example", "c.example"],
    dots: 5,
  });
  t.same(parseSearchList("nameserver 192.0.2.1\noptions ndots:99"), { domains: [], dots: 15 });
  const search = { domains: ["x", "y"], dots: 2 };
  t.same(candidates("a", search), ["a.x", "a.y", "a"]);
  t.same(candidates("a.b.c", search), ["a.b.c", "a.b.c.x", "a.b.c.y"]);
  t.same(candidates("a.b.", search), ["a.b"]);
});

t.test("a socket for libraries that connect by port and host asks the lookup", async (t) => {
  const { lookup, server, hostsFile } = await scene(t, () => "none");
  await writeFile(hostsFile, "127.0.0.1 database.example\n");
  const listening = createServer((socket) => socket.end("hello")).listen(0, "127.0.0.1");
  await once(listening, "listening");
  t.teardown(() => listening.close());
  const { port } = listening.address() as AddressInfo;
  const socket = namedSockets(lookup)();
  socket.connect(port, "database.example");
  t.equal(String(await once(socket, "data")), "hello");
  const nowhere = namedSockets(lookup)();
  nowhere.connect(port, "nowhere.example");
  await t.rejects(once(nowhere, "connect"), { code: "ENOTFOUND" });
  t.equal(server.asked.length, 2);
  const file = path.join(path.dirname(hostsFile), "socket");
  const local = createServer((one) => one.end("local")).listen(file);
  await once(local, "listening");
  t.teardown(() => local.close());
  t.equal(String(await once(namedSockets(lookup)().connect(file), "data")), "local");
});
