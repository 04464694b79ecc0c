import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { EncodingError, readText, textOf } from "../../src/files/text-file.ts";
import { rejection } from "../support/refusal.ts";
import { like } from "../support/like.ts";

/** `"name":"灌云县民政局"` in GBK. */
const GBK = Buffer.from("226e616d65223a22b9e0d4c6cfd8c3f1d5febed622", "hex");

t.test("a file of text is UTF-8, its byte order mark is left out", async (t) => {
  const dir = t.testdir({ plain: "灌云县\n", empty: "" });
  const path = join(dir, "marked");
  writeFileSync(path, "\ufeff灌云县\n");
  t.equal(await readText(path), "灌云县\n");
  t.equal(await readText(join(dir, "plain")), "灌云县\n");
  t.equal(await readText(join(dir, "empty")), "");
  t.equal(textOf(Buffer.from("a\ufeffb"), "x"), "a\ufeffb", "only the first one is a mark");
  await t.rejects(readText(join(dir, "none")), { code: "ENOENT" });
});

t.test(
  "a file in another encoding is refused with the line and the encoding that it may have, never its text",
  async (t) => {
    const dir = t.testdir();
    const path = join(dir, "names.json");
    for (const [bytes, line, guess] of [
      [GBK, 1, "GB18030 (GBK)"],
      [Buffer.concat([Buffer.from("{\n 一\n"), Buffer.from([0xff]), Buffer.from("\n")]), 3, undefined],
      [Buffer.concat([Buffer.from("{\n\n"), GBK, Buffer.from("\n}")]), 3, "GB18030 (GBK)"],
      [Buffer.from("\ufeff灌云", "utf16le"), 1, "UTF-16"],
      [Buffer.from([0xfe, 0xff, 0x4e, 0x00]), 1, "UTF-16"],
      [Buffer.from([0x61, 0xff]), 1, undefined],
      [Buffer.from([0xed, 0xa0, 0x80, 0xff]), 1, undefined],
    ] as const) {
      writeFileSync(path, bytes);
      const error = await rejection(EncodingError, () => readText(path));
      like(t, error, { path, line, name: "EncodingError" });
      t.equal(error?.en, `is not UTF-8${guess === undefined ? "" : ` but perhaps ${guess}`}: save it as UTF-8`);
      t.equal(error?.zh, `不是 UTF-8${guess === undefined ? "" : `（可能是 ${guess}）`}，请另存为 UTF-8`);
      t.equal(error?.message, `${path}:${line}: ${error?.en} · ${error?.zh}`);
    }
  },
);
