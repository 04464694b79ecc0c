import { readFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import fc from "fast-check";
import t from "tap";
import { createAddressGuard } from "../../src/courier/address-guard.ts";
import { checkEndpoint } from "../../src/courier/endpoint.ts";
import { CALM, courierFor, httpEndpoint, pushTo } from "./endpoint-double.ts";
import { like } from "../support/like.ts";

/** A guard of addresses; no name is looked up. */
const guardOf = (allow: readonly string[]) =>
  createAddressGuard(allow, (_name, _options, callback) => callback(null, []));

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/ssrf/smokescreen-classify.json", import.meta.url), "utf8"),
) as Record<"allow" | "permitted" | "refused", string[]>;

t.test("smokescreen's addresses", async (t) => {
  const guard = guardOf(vectors.allow);
  for (const address of vectors.permitted) {
    t.ok(guard.permits(address), address);
  }
  for (const address of vectors.refused) {
    t.notOk(guard.permits(address), address);
  }
});

const closed = guardOf([]);

t.test("special-purpose addresses at both ends of their ranges, and their neighbours", async (t) => {
  const ranges: [string, string, (string | undefined)?, string?][] = [
    ["0.0.0.0", "0.255.255.255", undefined, "1.0.0.0"],
    ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
    ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
    ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
    ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
    ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
    ["192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"],
    ["192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"],
    ["192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"],
    ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
    ["198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
    ["198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
    ["203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
    ["224.0.0.0", "255.255.255.255", "223.255.255.255"],
    ["168.63.129.16", "168.63.129.16", "168.63.129.15", "168.63.129.17"],
    ["::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff::", "2001:200::"],
    ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7::", "2001:db9::"],
    ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff::", "2003::"],
    ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe::", "3fff:1000::"],
    ["4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ];
  for (const [first, last, before, after] of ranges) {
    t.notOk(closed.permits(first), first);
    t.notOk(closed.permits(last), last);
    for (const neighbour of [before, after]) {
      t.ok(neighbour === undefined || closed.permits(neighbour), `${neighbour} is an ordinary address`);
    }
  }
  const metadata = [
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fe80::a9fe:a9fe",
  ];
  for (const address of [
    ...metadata,
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "5f00::1",
    "100::1",
    "64:ff9b:1::a00:1",
  ]) {
    t.notOk(closed.permits(address), address);
  }
});

t.test("an IPv4 address inside an IPv6 address is refused with it", async (t) => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, byte, (a, b, c, d) => {
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      const forms = [
        `::ffff:${a}.${b}.${c}.${d}`,
        `::ffff:${hex}`,
        `::${hex}`,
        `::ffff:0:${hex}`,
        `64:ff9b::${hex}`,
        `2002:${hex}::1`,
      ];
      return forms.every((form) => !closed.permits(form));
    }),
  );
  t.ok(guardOf(["127.0.0.0/8"]).permits("::ffff:127.0.0.1"), "an allowed address may come mapped");
  t.notOk(guardOf(["127.0.0.0/8"]).permits("::ffff:10.0.0.1"));
});

t.test("a text that is not an address is refused, and so is an allow entry that is not a network", async (t) => {
  for (const text of ["", "localhost", "127.1", "0x7f000001", "fe80::1%eth0", "1.2.3.4.5", " 8.8.8.8"]) {
    t.notOk(closed.permits(text), text);
  }
  for (const block of [
    "",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/x",
    "example.com",
    "10.0.0.0/",
  ]) {
    t.throws(() => guardOf([block]), TypeError, block);
  }
  t.ok(guardOf(["10.1.2.3"]).permits("10.1.2.3"), "a single address");
  t.notOk(guardOf(["10.1.2.3"]).permits("10.1.2.4"));
});

t.test("every notation of an address is recognised", async (t) => {
  const loopback = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "017700000001",
    "2130706433",
    "127.0.0.1.",
    "１２７.0.0.1",
    "127。0。0。1",
    "%31%32%37.0.0.1",
  ];
  const metadata = [
    "169.254.169.254",
    "0xA9FEA9FE",
    "0xA9.0xFE.0xA9.0xFE",
    "0251.0376.0251.0376",
    "0251.00376.000251.0000376",
    "2852039166",
  ];
  const v6 = [
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[fd00:ec2::254]",
    "[::]",
    "0",
    "0.0.0.0",
  ];
  for (const host of [...loopback, ...metadata, ...v6]) {
    like(
      t,
      checkEndpoint(`https://${host}/x`, { requireHttps: true }, closed),
      { ok: false, fault: "address-refused" },
      host,
    );
  }
});

t.test("an endpoint's URL follows the rules, or the fault says which one it breaks", async (t) => {
  const rules = { requireHttps: true };
  const cases: [string, string][] = [
    ["", "not-a-url"],
    ["/push", "not-a-url"],
    ["https://", "not-a-url"],
    ["https://[fe80::1%25eth0]/", "not-a-url"],
    ["https://1.2.3.4.5/", "not-a-url"],
    ["ftp://department.example/", "not-http"],
    ["file:///etc/passwd", "not-http"],
    ["javascript:alert(1)", "not-http"],
    ["http://department.example/", "not-https"],
    ["https://user@department.example/", "userinfo"],
    ["https://:secret@department.example/", "userinfo"],
  ];
  for (const [url, fault] of cases) {
    t.same(checkEndpoint(url, rules, closed), { ok: false, fault }, url);
  }
  const good = checkEndpoint("https://Department.EXAMPLE:443/a/../b?q=1#part", rules, closed);
  like(t, good, { ok: true, targetUri: "https://department.example/b?q=1" });
  t.ok(checkEndpoint("http://department.example/", { requireHttps: false }, closed).ok);
});

t.test("a refused URL is not connected to", async (t) => {
  const endpoint = await httpEndpoint(t, (_request, response) => void response.end());
  const { courier } = courierFor(t, { allow: [] });
  t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "retry", code: "endpoint-address-refused" });
  const strict = courierFor(t, { settings: { requireHttps: true } }).courier;
  t.same(await strict.push(pushTo(endpoint.url), CALM), { kind: "retry", code: "endpoint-not-https" });
  t.equal(endpoint.sockets.length, 0);
});

/** A resolver that gives one answer after the other, and counts. */
function resolver(...answers: string[][]): { lookup: LookupFunction; asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { lookup, asked: () => asked };
}

t.test("a name is checked when it is resolved for the connection", async (t) => {
  const endpoint = await httpEndpoint(t, (_request, response) => void response.writeHead(202).end());
  const named = endpoint.url.replace("127.0.0.1", "department.example");

  await t.test("a name that resolves to a private address", async (t) => {
    const { lookup } = resolver(["10.0.0.1", "::1", "::ffff:127.0.0.1"]);
    const { courier } = courierFor(t, { lookup, allow: [] });
    t.same(await courier.push(pushTo(named), CALM), { kind: "retry", code: "address-refused" });
  });

  await t.test("a refused address among permitted ones is not connected to", async (t) => {
    const { lookup } = resolver(["10.0.0.1", "127.0.0.1"]);
    const { courier } = courierFor(t, { lookup });
    t.same(await courier.push(pushTo(named), CALM), { kind: "delivered", status: 202 });
  });

  await t.test("a name whose second look-up gives another address (DNS rebinding)", async (t) => {
    const { lookup, asked } = resolver(["127.0.0.1"], ["169.254.169.254"]);
    const { courier } = courierFor(t, { lookup });
    t.same(await courier.push(pushTo(named), CALM), { kind: "delivered", status: 202 });
    t.equal(asked(), 1, "asked once: the address that was checked is the one that was connected to");
    for (const socket of endpoint.sockets) {
      socket.destroy();
    }
    const second = await courier.push(pushTo(named, 2), CALM);
    t.equal(second.kind, "retry");
    const third =
      second.kind === "retry" && second.code === "connection-closed"
        ? await courier.push(pushTo(named, 3), CALM)
        : second;
    t.same(third, { kind: "retry", code: "address-refused" });
  });

  await t.test("a name that does not resolve", async (t) => {
    const lookup: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
    const { courier } = courierFor(t, { lookup });
    t.same(await courier.push(pushTo(named), CALM), { kind: "retry", code: "dns" });
  });
  t.equal(endpoint.requests.length, 2);
});
