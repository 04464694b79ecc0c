import fc from "fast-check";
import t from "tap";
import { breakLines } from "../../src/evidence/pdf/line-breaks.ts";
import { holds } from "../support/holds.ts";

/** Chinese is as wide as it is high, other characters half of that. */
const measure = (text: string) =>
  Array.from(text, (char) => (char >= "\u2e80" ? 2 : 1)).reduce<number>((a, b) => a + b, 0);
const lines = (text: string, width: number) => breakLines(text, width, measure);

t.test("line breaks: Chinese breaks anywhere, but marks stay with their text", async (t) => {
  t.same(lines("救助信息移送", 8), ["救助信息", "移送"]);
  t.same(lines("救助信息，移送", 8), ["救助信", "息，移送"], "no line begins with a comma");
  t.same(lines("救助信（息）", 8), ["救助信", "（息）"], "no line ends with an opening bracket");
  t.same(lines("救助 information 移送", 12), ["救助", "information", "移送"], "words stay whole");
  t.same(lines("sha-256=:abcdefghijkl=:", 8), ["sha-256=", ":abcdefg", "hijkl=:"], "what is wider than a line is cut");
  t.same(lines("一\n二", 8), ["一", "二"]);
  t.same(lines("", 8), [""]);
});

t.test("line breaks: nothing is lost, and no line is too wide", async (t) => {
  const char = fc.constantFrom(...Array.from("救助信息，。（）「」 abc-_=:/+0123〔〕𠮷"));
  await holds(
    t,
    fc.property(fc.string({ unit: char, maxLength: 80 }), fc.integer({ min: 6, max: 40 }), (text, width) => {
      const broken = lines(text, width);
      const kept = (part: string) => part.replaceAll(" ", "");
      return kept(broken.join("")) === kept(text) && broken.every((line) => measure(line) <= width);
    }),
  );
});
