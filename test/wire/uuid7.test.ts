import { randomBytes } from "node:crypto";
import t from "tap";
import { createUuid7, isUuid7, UUID7_AHEAD_MS, uuid7Time } from "../../src/wire/uuid7.ts";

t.test("the example of RFC 9562 appendix A.6 comes from its time and bits", async (t) => {
  // 017f22e2-79b0-7cc3-98c4-dc0c0c07398f has rand_a cc3: above the lower half that a source starts
  // in, so the counter is brought there by counting.
  const pool = new Uint8Array(2560);
  pool.set([0x07, 0xff, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  for (let i = 10; i < pool.length; i += 10) pool.set([0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f], i + 2);
  const next = createUuid7(
    () => 0x017f22e279b0,
    () => pool,
  );
  let id = next();
  t.equal(id, "017f22e2-79b0-77ff-98c4-dc0c0c07398f");
  for (let i = 0x7ff; i < 0xcc3; i++) id = next();
  t.match(id, /^017f22e2-79b0-7cc3-98c4-/);
});

t.test(
  "ids increase strictly when the clock goes back a little, and follow it when it goes back further",
  async (t) => {
    const start = 1_790_000_000_000;
    let now = start;
    const next = createUuid7(() => now, randomBytes);
    let last = "";
    let ordered = true;
    let ahead = 0;
    const seen = new Set<string>();
    for (let i = 0; i < 20_000; i++) {
      if (i === 6_000) now -= UUID7_AHEAD_MS - 10;
      if (i === 12_000) now -= 60_000;
      if (i === 15_000) now += 120_000;
      const id = next();
      ordered &&= (id > last || i === 12_000) && isUuid7(id);
      ahead = Math.max(ahead, uuid7Time(id) - now);
      last = id;
      seen.add(id);
    }
    t.ok(ordered);
    t.ok(ahead > 0 && ahead <= UUID7_AHEAD_MS, "never further ahead than is allowed for");
    t.equal(seen.size, 20_000);
    t.equal(uuid7Time(last) >= start + 50_000, true, "follows the clock again once that is ahead");
  },
);

t.test("an id carries its time", async (t) => {
  for (const time of [0, 1, 0xffff_ffff, 0x1_0000_0000, 1_790_000_000_123, 0xffff_ffff_ffff]) {
    t.equal(uuid7Time(createUuid7(() => time, randomBytes)()), time);
  }
  t.equal(uuid7Time(createUuid7(() => 1_790_000_000_123.75, randomBytes)()), 1_790_000_000_123);
});

t.test("a UUIDv7 in lower case is told from every other text", async (t) => {
  const id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  t.ok(isUuid7(id));
  for (const other of [
    id.toUpperCase(),
    id.replaceAll("-", ""),
    `{${id}}`,
    `urn:uuid:${id}`,
    `${id}\n`,
    ` ${id}`,
    "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
    "00000000-0000-0000-0000-000000000000",
    "",
  ]) {
    t.notOk(isUuid7(other), other);
  }
});
