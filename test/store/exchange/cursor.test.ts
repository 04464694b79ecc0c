import fc from "fast-check";
import t from "tap";
import { Refusal } from "../../../src/domain/refusal.ts";
import { readCursor, writeCursor } from "../../../src/store/exchange/cursor.ts";
import { thrown } from "../../support/refusal.ts";
import { holds } from "../../support/holds.ts";

const KEY = Buffer.alloc(32, 7);
const POSITION = { epoch: 3, xid: 812_345n, seq: 99n };
const refused = (cursor: string) =>
  thrown(Refusal, () => readCursor(KEY, "housing", cursor))?.code === "malformed-request";

t.test("a cursor gives its position back", async (t) => {
  const position = fc.record({
    epoch: fc.integer({ min: 0, max: 0xffff_ffff }),
    xid: fc.bigInt(0n, 2n ** 63n - 1n),
    seq: fc.bigInt(0n, 2n ** 63n - 1n),
  });
  await holds(
    t,
    fc.property(position, fc.string(), (given, recipient) => {
      const read = readCursor(KEY, recipient, writeCursor(KEY, recipient, given));
      return read.epoch === given.epoch && read.xid === given.xid && read.seq === given.seq;
    }),
  );
});

t.test("a cursor of another recipient, another key, or changed in any character is refused", async (t) => {
  const cursor = writeCursor(KEY, "housing", POSITION);
  t.same(readCursor(KEY, "housing", cursor), POSITION);
  t.ok(refused(writeCursor(KEY, "education", POSITION)));
  t.ok(refused(writeCursor(Buffer.alloc(32, 8), "housing", POSITION)));
  for (let i = 0; i < cursor.length; i++) {
    const other = cursor[i] === "A" ? "B" : "A";
    t.ok(refused(cursor.slice(0, i) + other + cursor.slice(i + 1)), `character ${i}`);
  }
  for (const bad of ["", "A", `${cursor}=`, ` ${cursor}`, `${cursor}AAAA`, cursor.slice(0, -4), "游标", "\u0000"]) {
    t.ok(refused(bad), JSON.stringify(bad));
  }
});

t.test("any text is either read or refused", async (t) => {
  await holds(t, fc.property(fc.oneof(fc.string(), fc.base64String()), refused));
});
