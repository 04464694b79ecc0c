/** The code rules, over the published examples of their standards and values computed from them. */
import fc from "fast-check";
import t from "tap";
import {
  ageOn,
  dayInChina,
  isCalendarDate,
  isOffsetDateTime,
  latestDay,
  precisionOf,
} from "../../src/domain/codes/calendar-date.ts";
import { passesLuhn } from "../../src/domain/codes/bank-card.ts";
import {
  citizenCheckCharacter,
  citizenNumberFault,
  citizenSex,
  widenCitizenNumber,
} from "../../src/domain/codes/citizen-number.ts";
import { isCountryCode } from "../../src/domain/codes/country.ts";
import { readDisabilityCard } from "../../src/domain/codes/disability-card.ts";
import { isDivisionCode } from "../../src/domain/codes/division.ts";
import {
  isCourtAidNumber,
  isDocumentNumber,
  isProcuratorateNumber,
  normaliseDocumentNumber,
} from "../../src/domain/codes/document-number.ts";
import { generationsBelow, sexOfRelation } from "../../src/domain/codes/family-relation.ts";
import { holderFacts, idDocumentFault, withoutReissue } from "../../src/domain/codes/id-document.ts";
import { moneyFault, toFen } from "../../src/domain/codes/money.ts";
import { namesOffence } from "../../src/domain/codes/offence-name.ts";
import { normalisePhone, phoneKind } from "../../src/domain/codes/phone.ts";
import { nameFault, textFault } from "../../src/domain/codes/written-text.ts";
import { isUscc, organisationCheckCharacter, usccCheckCharacter } from "../../src/domain/uscc.ts";

const TODAY = "2026-11-23";

/** First 17 digits whose date exists. */
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

t.test("GB 11643: the examples of the standard and others", async (t) => {
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

t.test("GB 11643: what is refused, and why", async (t) => {
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

t.test("properties of check characters", async (t) => {
  const change = fc.tuple(fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(first17, change, (digits, [place, by]) => {
      const wrong = digits.slice(0, place) + String((Number(digits[place]) + by) % 10) + digits.slice(place + 1);
      return citizenCheckCharacter(wrong) !== citizenCheckCharacter(digits);
    }),
  );
  t.pass("every single wrong digit of a citizen number is caught");
  fc.assert(
    fc.property(first17, fc.nat({ max: 15 }), (digits, place) => {
      const [left, right] = [digits.charAt(place), digits.charAt(place + 1)];
      const swapped = digits.slice(0, place) + right + left + digits.slice(place + 2);
      return left === right || citizenCheckCharacter(swapped) !== citizenCheckCharacter(digits);
    }),
  );
  t.pass("every swap of neighbours is caught");
  fc.assert(
    fc.property(
      first17.filter((digits) => digits.slice(6, 8) === "19" && digits.slice(14) < "996"),
      (digits) => widenCitizenNumber(digits.slice(0, 6) + digits.slice(8)) === digits + citizenCheckCharacter(digits),
    ),
  );
  t.pass("dropping the century and widening again gives the same number");
  const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const usccBody = fc.string({ unit: fc.constantFrom(...alphabet.split("")), minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(usccBody, fc.nat({ max: 17 }), fc.integer({ min: 1, max: 30 }), (body, place, by) => {
      const first = `11990100${body}${organisationCheckCharacter(body)}`;
      const code = first + usccCheckCharacter(first);
      const other = alphabet[(alphabet.indexOf(code.charAt(place)) + by) % 31] ?? "";
      return isUscc(code) && !isUscc(code.slice(0, place) + other + code.slice(place + 1));
    }),
  );
  t.pass("every single wrong character of a credit code is caught");
});

t.test("documents of people who are not citizens of the mainland, and others", async (t) => {
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

t.test("GB 32100 and GB 11714", async (t) => {
  t.equal(usccCheckCharacter("91350100M000100Y4"), "3");
  t.ok(isUscc("91350100M000100Y43"));
  t.notOk(isUscc("91350100M000100Y4Z"));
  t.equal(organisationCheckCharacter("M000100Y"), "4");
  t.equal(organisationCheckCharacter("D2143569"), "X");
  for (const code of ["11990100000000019F", "11990100000000027A", "119901000000000355"]) t.ok(isUscc(code), code);
  t.notOk(isUscc("119901000000000356"));
});

t.test("divisions", async (t) => {
  for (const code of [
    "110000",
    "320723",
    "429004",
    "220581102",
    "220581102202",
    "110105000",
    "110105000000",
    "990100",
  ]) {
    t.ok(isDivisionCode(code), code);
  }
  for (const code of [
    "",
    "11",
    "32072",
    "190101",
    "160000",
    "110005",
    "110105000202",
    "1101051",
    "３20723",
    "32072O",
  ]) {
    t.notOk(isDivisionCode(code), code);
  }
});

t.test("document numbers of GB/T 9704 and of courts", async (t) => {
  for (const number of ["左检刑诉〔2025〕54号", "渝巴检刑诉〔2016〕585号", "深龙华检刑诉〔2019〕1247号"]) {
    t.ok(isDocumentNumber(number) && isProcuratorateNumber(number), number);
  }
  t.ok(isDocumentNumber("灌民函〔2025〕21号") && !isProcuratorateNumber("灌民函〔2025〕21号"));
  t.ok(isDocumentNumber("（2026）京0105司救刑1号") && isCourtAidNumber("（2026）京0105司救刑1号"));
  t.notOk(isCourtAidNumber("（2026）京0105刑初1号"));
  for (const wrong of [
    "左检刑诉[2025]54号",
    "左检刑诉〔2025〕054号",
    "左检刑诉〔25〕54号",
    "左检刑诉〔2025〕第54号",
    "左检刑诉 〔2025〕54号",
    "〔2025〕54号",
  ]) {
    t.notOk(isDocumentNumber(wrong), wrong);
  }
  for (const written of [
    "左检刑诉[2025]54号",
    "左检刑诉【2025】054号",
    "左检刑诉(2025)第54号",
    "左检刑诉（2025）54号",
    "左检刑诉﹝2025﹞54号",
    "左检 刑诉〔 2025 〕 54 号",
  ]) {
    t.equal(normaliseDocumentNumber(written), "左检刑诉〔2025〕54号", written);
  }
  t.equal(normaliseDocumentNumber("(2026)京0105司救刑01号"), "（2026）京0105司救刑1号");
});

t.test("telephones", async (t) => {
  t.same(
    ["13900000001", "010-88000000", "05188800000", "0518-8800000-12", "12309", "12345", "4001234567", "110"].map(
      phoneKind,
    ),
    ["mobile", "fixed", "fixed", "fixed", "service", "service", "service", "service"],
  );
  for (const wrong of [
    "",
    "1390000000",
    "23900000001",
    "0518-1800000",
    "88000000",
    "+8613900000001",
    "139 0000 0001",
  ]) {
    t.equal(phoneKind(wrong), undefined, wrong);
  }
  for (const written of [
    "+86 139-0000-0001",
    "0086 13900000001",
    "139 0000 0001",
    "８６".length === 2 ? "+8613900000001" : "",
  ]) {
    t.equal(normalisePhone(written), "13900000001", written);
  }
  t.equal(normalisePhone("+86 10 88000000"), "01088000000");
  t.equal(normalisePhone("(0518)8800000"), "05188800000");
  t.equal(normalisePhone("400-123-4567"), "4001234567");
  t.ok(passesLuhn("6222020000000000000"));
  t.notOk(passesLuhn("6222020000000000001"));
});

t.test("money is exact, in yuan, with two decimals", async (t) => {
  for (const [amount, fen] of [
    [0, 0],
    [0.1, 10],
    [1234.56, 123_456],
    [999_999_999_999.99, 99_999_999_999_999],
    ["1234.5", 123_450],
    ["0.05", 5],
    ["-3.20", -320],
    [0.001, undefined],
    [1e12, undefined],
    ["1e3", undefined],
    ["01", undefined],
    [" 1", undefined],
    [Number.NaN, undefined],
    [null, undefined],
  ] as const) {
    t.equal(toFen(amount), fen, String(amount));
  }
  for (const [amount, fault] of [
    ["3.5万", "money-unit"],
    ["1亿", "money-unit"],
    ["约3000", "money-format"],
    ["3,000.00", "money-format"],
    ["叁仟", "money-format"],
    ["1.005", "money-decimals"],
    ["1000000000000", "money-range"],
    [1.005, "money-decimals"],
    [1e15, "money-range"],
    [-1, "money-negative"],
    ["-0.01", "money-negative"],
    [1, undefined],
  ] as const) {
    t.equal(moneyFault(amount, 0), fault, String(amount));
  }
  t.equal(moneyFault(-1), undefined, "business may lose money");
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }), (fen) => {
      return toFen(fen / 100) === fen && toFen((fen / 100).toFixed(2)) === (Object.is(fen, -0) ? 0 : fen);
    }),
  );
  t.pass("every amount of fen comes back from its number and from its text");
});

t.test("dates and ages", async (t) => {
  t.ok(isCalendarDate("2024-02-29"));
  for (const wrong of [
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-04-31",
    "24-01-01",
    "2024-1-1",
    "2300-01-01",
  ]) {
    t.notOk(isCalendarDate(wrong), wrong);
  }
  t.same(["1980", "1980-05", "1980-05-03", "1980-13", "198"].map(precisionOf), ["Y", "M", "D", undefined, undefined]);
  t.equal(latestDay("1980"), "1980-12-31");
  t.equal(latestDay("1980-02"), "1980-02-29");
  t.equal(ageOn("2008-11-23", TODAY), 18, "eighteen on the birthday");
  t.equal(ageOn("2008-11-24", TODAY), 17, "not a day before");
  t.equal(ageOn("2008", TODAY), 17, "a year alone is read as its last day");
  t.equal(ageOn("2008-02-29", "2026-02-28"), 17);
  t.equal(ageOn("2008-02-29", "2026-03-01"), 18);
  t.ok(isOffsetDateTime("2026-11-16T09:30:00+08:00") && isOffsetDateTime("2026-11-16T09:30:00.123Z"));
  for (const wrong of [
    "2026-11-16T09:30:00",
    "2026-11-16 09:30:00Z",
    "2026-02-30T00:00:00Z",
    "2026-11-16T24:00:00Z",
    "2026-11-16T23:59:60Z",
    "2026-11-16T09:30:00-00:00",
  ]) {
    t.notOk(isOffsetDateTime(wrong), wrong);
  }
  t.equal(dayInChina(new Date("2026-11-22T16:00:00Z")), "2026-11-23");
  t.equal(dayInChina(new Date("2026-11-22T15:59:59Z")), "2026-11-22");
});

t.test("family relations", async (t) => {
  t.same(["51", "12", "28", "38", "01", "02", "99", "40", "92"].map(sexOfRelation), [
    "1",
    "2",
    "1",
    "2",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  t.same(["20", "39", "27", "28", "51", "53", "71"].map(generationsBelow), [
    1,
    1,
    1,
    undefined,
    -1,
    undefined,
    undefined,
  ]);
});

t.test("disability cards", async (t) => {
  t.same(readDisabilityCard("11010519491231002X43"), { citizenNumber: "11010519491231002X", class: "4", grade: "3" });
  t.ok(readDisabilityCard("11010519491231002X43B1"));
  for (const wrong of [
    "11010519491231002X83",
    "11010519491231002X45",
    "11010519491231002143",
    "11010519491231002X43C1",
    "",
  ]) {
    t.equal(readDisabilityCard(wrong), undefined, wrong);
  }
});

t.test("countries", async (t) => {
  t.ok(["CHN", "HKG", "TWN", "USA", "VNM"].every(isCountryCode));
  t.notOk(["CN", "chn", "ZZZ", ""].some(isCountryCode));
});

t.test("texts and names", async (t) => {
  for (const name of [
    "陈秀兰",
    "欧阳娜娜",
    "阿依努尔·买买提",
    "李𠮷",
    "赵㛃䶮",
    "王𬭎",
    "John F. Smith",
    "O'Neill",
    "Nguyễn Văn A",
    "某甲",
    "阿卜杜热伊木江·麦麦提吐尔逊·伊斯拉木·阿不都热合曼",
  ]) {
    t.equal(nameFault(name), undefined, name);
  }
  for (const [name, fault] of [
    ["尼玛•次仁", "name-dot"],
    ["尼玛‧次仁", "name-dot"],
    ["尼玛・次仁", "name-dot"],
    ["尼玛．次仁", "name-dot"],
    ["尼玛.次仁", "name-dot"],
    ["尼玛●次仁", "name-dot"],
    ["张\u3000三", "name-space"],
    ["张 三", "name-space"],
    [" 张三", "surrounding-space"],
    ["张\u200b三", "hidden-character"],
    ["Jose\u0301", "not-composed"],
    ["张\ue000", "private-use-character"],
    ["张\0", "forbidden-character"],
    ["张\ud842", "forbidden-character"],
    ["张*", "name-character"],
    ["<b>", "name-character"],
    ["13", "name-character"],
  ] as const) {
    t.equal(nameFault(name), fault, JSON.stringify(name));
  }
  t.equal(textFault("一行\n二行"), undefined);
  t.equal(textFault("一\t二"), "forbidden-character");
  t.equal(textFault("\ufdd0"), "forbidden-character", "a noncharacter");
  t.equal(textFault("\u202eabc"), "hidden-character", "a direction override");
});

t.test("offences", async (t) => {
  for (const text of ["犯故意伤害罪", "交通肇事罪案件", "遭强奸", "猥亵儿童", "受性侵后"])
    t.ok(namesOffence(text), text);
  for (const text of ["因犯罪行为致困", "罪犯家属", "被告人已认罪", "无罪", "医疗借款", "被害人之妻", "受交通事故影响"])
    t.notOk(namesOffence(text), text);
});
