import t from "tap";
import { NUMBERED_ID_TYPES, readIdNumber } from "../../src/schema/id-number.ts";
import { readFile } from "node:fs/promises";

const TODAY = "2026-11-25";
const NUMBER = "320723198806140007";

t.test("a typed number is read into the form that folded documents hold", async (t) => {
  for (const typed of [
    NUMBER,
    ` ${NUMBER} `,
    "３２０７２３１９８８０６１４０００７",
    "320723 19880614 0007",
    `\u200b${NUMBER}`,
  ]) {
    t.equal(readIdNumber("01", typed, TODAY), NUMBER);
  }
  t.equal(readIdNumber("01", "11010519491231000x", TODAY), readIdNumber("01", "11010519491231000Х", TODAY));
  t.equal(readIdNumber("01", "320723880614000", TODAY), NUMBER, "15 digits");
  t.equal(readIdNumber("04", "h1234567801", TODAY), "H12345678");
});

t.test("a text that is not a number of the document type is not read", async (t) => {
  for (const [type, typed] of [
    ["01", ""],
    ["01", "320723198806140008"],
    ["01", "张三"],
    ["04", NUMBER],
    ["08", "E 1"],
  ] as const) {
    t.equal(readIdNumber(type, typed, TODAY), undefined, typed);
  }
});

t.test("every document type but 00 (no document) has numbers", async (t) => {
  const text = await readFile(new URL("../../schemas/defs/codes/1.schema.json", import.meta.url), "utf8");
  const { idType } = (JSON.parse(text) as { $defs: { idType: { enum: string[] } } }).$defs;
  t.same(
    idType.enum.filter((one) => one !== "00"),
    NUMBERED_ID_TYPES,
  );
});
