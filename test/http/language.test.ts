import fc from "fast-check";
import t from "tap";
import { preferredLanguage } from "../../src/http/request/language.ts";
import { holds } from "../support/holds.ts";

t.test("the language of greater weight is chosen, English when the weights are equal", async (t) => {
  const cases: Record<string, "en" | "zh"> = {
    "": "en",
    zh: "zh",
    ZH: "zh",
    "zh-CN": "zh",
    "zh-Hant-TW": "zh",
    en: "en",
    "en-US,en;q=0.9": "en",
    "zh-CN,zh;q=0.9,en;q=0.8": "zh",
    "en;q=0.8,zh;q=0.9": "zh",
    "en;q=0.9 , zh ; q=0.8": "en",
    "zh,en": "en",
    "de,fr": "en",
    "de,zh;q=0.1": "zh",
    "*": "en",
    "*;q=0.5,en;q=0.1": "zh",
    "*,zh;q=0": "en",
    "en;q=0": "en",
    "en;q=0,*": "zh",
    "zh;q=0": "en",
    "zh;q=1.000": "zh",
    "zh;q=1.1": "en",
    "zh;q=x": "en",
    "zh;q=0.0001": "en",
    "zhx, zh-": "en",
    "; , ,,": "en",
    "zh;q=0.3,zh-CN;q=0.9,en;q=0.5": "zh",
  };
  for (const [field, language] of Object.entries(cases)) t.equal(preferredLanguage(field), language, field);
  t.equal(preferredLanguage(undefined), "en");
  t.equal(preferredLanguage(`${"de,".repeat(40)}zh`), "en", "nobody asks for so many");
});

t.test("any Accept-Language field gives a language", async (t) => {
  await holds(
    t,
    fc.property(fc.string({ unit: "binary" }), (field) => ["en", "zh"].includes(preferredLanguage(field))),
  );
});
