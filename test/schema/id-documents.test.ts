/** Tests citizen numbers (GB 11643) and other identity documents, with test vectors made elsewhere. */
import fc from "fast-check";
import t from "tap";
import {
  citizenCheckCharacter,
  citizenNumberFault,
  citizenSex,
  widenCitizenNumber,
} from "../../src/domain/codes/citizen-number.ts";
import { holderFacts, idDocumentFault, withoutReissue } from "../../src/domain/codes/id-document.ts";
import { isUscc, organisationCheckCharacter, usccCheckCharacter } from "../../src/domain/uscc.ts";
import { holds } from "../support/holds.ts";

const TODAY = "2026-11-23";

/** Arbitrary first 17 digits of a citizen number whose date exists. */
const first17 = fc
  .tuple(
    fc.constantFrom("110105", "440524", "653101", "820000"),
    fc.date({ min: new Date("1900-01-01"), max: new Date("2026-01-01"), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(
    ([division, birth, sequence]) =>
      `${division}${birth.toISOString().slice(0, 10).replaceAll("-", "")}${String(sequence).padStart(3, "0")}`,
  );

t.test("GB 11643: the examples of the standard and other valid numbers are accepted", async (t) => {
  for (const [digits, check] of [
    ["11010519491231002", "X"],
    ["44052418800101001", "4"],
    ["34052419800101001", "X"],
    ["81000019900101001", "9"],
    ["82000019850615002", "2"],
    ["83000019881230003", "5"],
    ["91184019800101001", "3"],
    ["11010519491231000", "3"],
    ["15010220160229000", "1"],
  ] as const) {
    t.equal(citizenCheckCharacter(digits), check, digits);
    if (!digits.startsWith("9")) t.equal(citizenNumberFault(digits + check, TODAY), undefined, `${digits} is valid`);
  }
  t.equal(citizenSex("11010519491231002X"), "2");
  t.equal(citizenSex("440524188001010014"), "1");
});

t.test("GB 11643: wrong numbers are refused with their reason", async (t) => {
  for (const [text, fault] of [
    ["", "citizen-id-shape"],
    ["11010519491231002x", "citizen-id-shape"],
    ["11010519491231002XX", "citizen-id-shape"],
    ["１10105194912310021", "citizen-id-shape"],
    ["110105194912310021", "citizen-id-check-digit"],
    ["110105194902300021", "citizen-id-date"],
    ["110105194913010021", "citizen-id-date"],
    ["110105210012310021", "citizen-id-future"],
    ["160105194912310021", "citizen-id-province"],
    ["010105194912310021", "citizen-id-province"],
    ["1.10105E+17", "citizen-id-spreadsheet"],
    ["110105194912310000", "citizen-id-spreadsheet"],
    ["110105491231002", "citizen-id-15"],
    ["110105491231996", "citizen-id-centenarian"],
  ] as const) {
    t.equal(citizenNumberFault(text, TODAY), fault, text);
  }
  t.equal(citizenNumberFault("150102201602290001", "2016-02-28"), "citizen-id-future", "tomorrow is the future");
  t.equal(citizenNumberFault("150102201602290001", "2016-02-29"), undefined, "today is not");
});

t.test("GB 11643: 15 digits become 18", async (t) => {
  for (const [fifteen, eighteen] of [
    ["110105491231002", "11010519491231002X"],
    ["340524800101001", "34052419800101001X"],
    ["370101670401001", "370101196704010016"],
    ["132801680516001", "132801196805160019"],
  ] as const) {
    t.equal(widenCitizenNumber(fifteen), eighteen);
  }
  for (const text of [
    "110105491231996",
    "110105491231999",
    "110105490230001",
    "99010549123100",
    "160105491231002",
    "11010549123100A",
    "1101054912310021",
  ]) {
    t.equal(widenCitizenNumber(text), undefined, text);
  }
});

t.test(
  "check characters catch a wrong character and a swap of neighbours; a 15-digit number widens to its 18 digits",
  async (t) => {
    const change = fc.tuple(fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }));
    // Every single wrong digit of a citizen number is caught.
    await holds(
      t,
      fc.property(first17, change, (digits, [place, by]) => {
        const wrong = digits.slice(0, place) + String((Number(digits[place]) + by) % 10) + digits.slice(place + 1);
        return citizenCheckCharacter(wrong) !== citizenCheckCharacter(digits);
      }),
    );
    // Every swap of neighbours is caught.
    await holds(
      t,
      fc.property(first17, fc.nat({ max: 15 }), (digits, place) => {
        const [left, right] = [digits.charAt(place), digits.charAt(place + 1)];
        const swapped = digits.slice(0, place) + right + left + digits.slice(place + 2);
        return left === right || citizenCheckCharacter(swapped) !== citizenCheckCharacter(digits);
      }),
    );
    // Dropping the century and widening again gives the same number.
    await holds(
      t,
      fc.property(
        first17.filter((digits) => digits.slice(6, 8) === "19" && digits.slice(14) < "996"),
        (digits) => widenCitizenNumber(digits.slice(0, 6) + digits.slice(8)) === digits + citizenCheckCharacter(digits),
      ),
    );
    const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const usccBody = fc.string({ unit: fc.constantFrom(...alphabet.split("")), minLength: 8, maxLength: 8 });
    // Every single wrong character of a credit code is caught.
    await holds(
      t,
      fc.property(usccBody, fc.nat({ max: 17 }), fc.integer({ min: 1, max: 30 }), (body, place, by) => {
        const first = `11990100${body}${organisationCheckCharacter(body)}`;
        const code = first + usccCheckCharacter(first);
        const other = alphabet[(alphabet.indexOf(code.charAt(place)) + by) % 31] ?? "";
        return isUscc(code) && !isUscc(code.slice(0, place) + other + code.slice(place + 1));
      }),
    );
  },
);

t.test("identity documents other than citizen numbers", async (t) => {
  for (const [type, number, fault] of [
    ["04", "H12345678", undefined],
    ["04", "M12345678", undefined],
    ["04", "H1234567", "hk-macao-permit"],
    ["05", "12345678", undefined],
    ["05", "A2345678", "taiwan-permit"],
    ["06", "810000199001010019", undefined],
    ["06", "820000198506150022", undefined],
    ["06", "830000198812300035", undefined],
    ["06", "11010519491231002X", "residence-permit"],
    ["07", "911840198001010013", undefined],
    ["07", "911840198001010014", "foreign-permanent-residence"],
    ["07", "USA123456789012", undefined],
    ["07", "11010519491231002X", "foreign-permanent-residence"],
    ["08", "E12345678", undefined],
    ["08", "E123", "passport"],
    ["09", "S123456789", undefined],
    ["09", "123456789", "birth-certificate"],
    ["02", "11010519491231002X", undefined],
    ["02", "110105194912310021", "citizen-id-check-digit"],
    ["02", "A1", "household-register-number"],
    ["03", "11010519491231002X", undefined],
    ["10", "1234567", undefined],
    ["10", "军1", "military-id"],
    ["00", "anything", undefined],
  ] as const) {
    t.equal(idDocumentFault(type, number, TODAY), fault, `${type} ${number}`);
  }
  t.same(holderFacts("01", "11010519491231002X"), { birth: "1949-12-31", sex: "2" });
  t.same(
    holderFacts("01", "110105194912310003"),
    { birth: "1949-12-31", sex: undefined },
    "test persons have either sex",
  );
  t.same(holderFacts("07", "911840198001010013"), { birth: "1980-01-01", sex: undefined });
  t.equal(holderFacts("08", "E12345678"), undefined);
  t.equal(holderFacts("07", "9118"), undefined);
  t.equal(withoutReissue("04", "H1234567802"), "H12345678");
  t.equal(withoutReissue("05", "1234567801"), "12345678");
  t.equal(withoutReissue("04", "H12345678"), undefined);
});
