import fc from "fast-check";
import t from "tap";
import { isPartyId } from "../../src/domain/party.ts";
import { isUscc, looksLikeUscc, organisationCheckCharacter, usccCheckCharacter } from "../../src/domain/uscc.ts";

// GB 32100-2015 worked example, and synthetic offices of a division that does not exist (990100).
const VALID = ["91350100M000100Y43", "11990100000000019F", "11990100000000027A", "119901000000000355"];

t.test("the standard's worked example and synthetic codes are valid", async (t) => {
  for (const code of VALID) t.ok(isUscc(code), code);
  t.notOk(isUscc("91350100M000100Y4Z"), "a wrong check character");
  t.equal(usccCheckCharacter("91350100M000100Y4"), "3");
  t.equal(organisationCheckCharacter("M000100Y"), "4");
  t.equal(organisationCheckCharacter("D2143569"), "X");
});

t.test("a code with one changed character is invalid", async (t) => {
  const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const changed = VALID.flatMap((code) =>
    code.split("").flatMap((own, i) =>
      alphabet
        .split("")
        .filter((other) => other !== own)
        .map((other) => code.slice(0, i) + other + code.slice(i + 1)),
    ),
  );
  t.equal(changed.length, VALID.length * 18 * 30);
  t.same(changed.filter(isUscc), []);
});

t.test("a party id with the shape of a unified social credit code must pass its check", async (t) => {
  for (const id of ["civil-affairs", "a", "A.b_c-d", ...VALID]) t.ok(isPartyId(id), id);
  t.ok(looksLikeUscc("119901000000000350"));
  for (const id of ["119901000000000350", "", "-a", ".a", "a b", "中文", "a/b", "a\n", "a".repeat(65)]) {
    t.notOk(isPartyId(id), JSON.stringify(id));
  }
  fc.assert(fc.property(fc.string(), (text) => !isPartyId(text) || /^[\w][\w.-]*$/.test(text)));
});
