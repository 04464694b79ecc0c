import t from "tap";
import { visible } from "../../src/domain/visible.ts";

t.test("every invisible character is shown as its code point", async (t) => {
  // The engine's own Unicode properties: the function's fixed list must cover all of them.
  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
  const shown: string[] = [];
  for (let point = 0; point <= 0x10_ff_ff; point++) {
    const character = String.fromCodePoint(point);
    const hex = point.toString(16).toUpperCase().padStart(4, "0");
    const wanted = unseen.test(character) ? `a〔U+${hex}〕b` : `a${character}b`;
    if (point < 0xd8_00 || point > 0xdf_ff) if (visible(`a${character}b`) !== wanted) shown.push(hex);
  }
  t.same(shown, []);
});

t.test("a selector behind a Han character stays, and is shown as its code point anywhere else", async (t) => {
  t.equal(visible("葛\u{e0100}城"), "葛\u{e0100}城");
  t.equal(visible("葛\u{e0100}\u{e0101}a\u{e0100}"), "葛\u{e0100}〔U+E0101〕a〔U+E0100〕");
  t.equal(visible("葛\ufe00"), "葛〔U+FE00〕");
});
