/** Tests of the code rules with the published examples of their standards and values computed from them. */
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
import { moneyFault, toFen } from "../../src/domain/codes/money.ts";
import { namesOffence } from "../../src/domain/codes/offence-name.ts";
import { normalisePhone, phoneKind } from "../../src/domain/codes/phone.ts";
import { nameKey } from "../../src/domain/codes/name-key.ts";
import { nameFault, textFault } from "../../src/domain/codes/written-text.ts";
import { foldName, foldWritten } from "../../src/schema/fold-text.ts";
import { isUscc, organisationCheckCharacter, usccCheckCharacter } from "../../src/domain/uscc.ts";
import { holds } from "../support/holds.ts";

const TODAY = "2026-11-23";

t.test(
  "credit codes (GB 32100) and organisation codes (GB 11714) with a wrong check character are refused",
  async (t) => {
    t.equal(usccCheckCharacter("91350100M000100Y4"), "3");
    t.ok(isUscc("91350100M000100Y43"));
    t.notOk(isUscc("91350100M000100Y4Z"));
    t.equal(organisationCheckCharacter("M000100Y"), "4");
    t.equal(organisationCheckCharacter("D2143569"), "X");
    for (const code of ["11990100000000019F", "11990100000000027A", "119901000000000355"]) t.ok(isUscc(code), code);
    t.notOk(isUscc("119901000000000356"));
  },
);

t.test("division codes (GB/T 2260)", async (t) => {
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
  // An amount in fen is read back from its number and from its text.
  await holds(
    t,
    fc.property(fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }), (fen) => {
      return toFen(fen / 100) === fen && toFen((fen / 100).toFixed(2)) === (Object.is(fen, -0) ? 0 : fen);
    }),
  );
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

t.test("invisible characters are refused in texts and names", async (t) => {
  let invisible = 0;
  for (let point = 0; point <= 0x10_ff_ff; point++) {
    const character = String.fromCodePoint(point);
    if (!/\p{Default_Ignorable_Code_Point}/u.test(character)) continue;
    invisible++;
    for (const text of [`陈${character}秀兰`, `${character}陈秀兰`, `A${character}`, character, character.repeat(3)]) {
      // Behind a Han character, a selector of the supplement chooses the glyph of a name.
      const glyph = point >= 0xe01_00 && point <= 0xe01_ef && text.startsWith("陈");
      if (nameFault(text) !== (glyph ? undefined : "hidden-character")) t.fail(`name ${point.toString(16)}`);
      if (textFault(text) !== "hidden-character") t.fail(`text ${point.toString(16)}`);
      const folded = foldName(text, () => undefined);
      if (folded !== (glyph ? text : text.replaceAll(character, ""))) t.fail(`folded name ${point.toString(16)}`);
      if (foldWritten(text, () => undefined) !== text.replaceAll(character, "")) t.fail(`folded ${point.toString(16)}`);
    }
  }
  t.equal(invisible, 4_174);
  t.equal(nameFault("陈\u{e0100}\u{e0101}秀兰"), "hidden-character", "one selector behind one character");
  t.equal(
    foldName("陈\u{e0100} 秀兰", () => undefined),
    "陈\u{e0100}秀兰",
  );
});

t.test("all spellings of a name have one key", async (t) => {
  for (const [one, ...others] of [
    ["陈秀兰", "陈 秀兰", "陈\u{e0100}秀兰", "陈\u034f秀\ufe00兰\u3164", "（陈秀兰）", "陈\u2800秀兰"],
    ["阿依努尔·买买提", "阿依努尔•买买提", "阿依努尔.买买提", "阿依努尔买买提"],
    ["José Müller", "JOSE MULLER", "Jose\u0301 Mu\u0308ller", "ＪＯＳＥ ＭÜＬＬＥＲ", "ЈОSЕ МULLЕR".replace("Ј", "J")],
    ["ﬁona", "Fiona"],
  ] as const) {
    const key = nameKey(one ?? "");
    t.ok(key);
    for (const other of others) t.equal(nameKey(other), key, JSON.stringify(other));
  }
  t.not(nameKey("陈秀兰"), nameKey("陈秀英"));
  for (const nothing of ["", " ", "\u3164", "·", "\u{e0100}"]) t.equal(nameKey(nothing), undefined);
});

t.test("offences", async (t) => {
  for (const text of [
    "犯故意伤害罪",
    "交通肇事罪案件",
    "遭强奸",
    "猥亵儿童",
    "受性侵后",
    "遭强 奸",
    "遭强\u3000\ufe0f奸",
  ]) {
    t.ok(namesOffence(text), text);
  }
  for (const text of [
    "因犯罪行为致困",
    "罪犯家属",
    "被告人已认罪",
    "无罪",
    "医疗借款",
    "被害人之妻",
    "受交通事故影响",
  ]) {
    t.notOk(namesOffence(text), text);
  }
});
