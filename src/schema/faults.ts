import type { Bilingual } from "../domain/bilingual.ts";
import type { Issue } from "../domain/refusal.ts";
import { CASEWORK_FAULTS } from "./casework-faults.ts";

/**
 * Table of every fault and warning of validation, by its stable code, in English and Chinese. The texts
 * name rules and never repeat what was submitted. `{limit}` stands for a limit or for words of the schema.
 */
export const FAULTS = {
  // structure
  required: ["The member is required", "缺少必填项"],
  "required-by-need": ["The member is required: the need {limit} asks for it", "缺少必填项：需求 {limit} 须填写"],
  "unknown-member": ["The schema knows no such member", "存在规范未定义的成员"],
  type: ["The JSON type is wrong: {limit} is expected", "数据类型错误：应为{limit}"],
  "text-expected": [
    "Text is expected; a spreadsheet's number loses digits and leading zeros",
    "应为文本；电子表格的数值会丢失末位数字和前导零",
  ],
  "code-list": ["The code is not in its code list: {limit}", "代码不在代码表内：{limit}"],
  const: ["The value is not the one that is fixed here", "取值与规定值不符"],
  pattern: ["The form is wrong", "格式不符"],
  "too-short": ["The text is shorter than {limit} characters", "文本少于 {limit} 个字符"],
  "too-long": ["The text is longer than {limit} characters", "文本超过 {limit} 个字符"],
  "out-of-range": ["The number is out of its range", "数值超出范围"],
  "too-few-items": ["Fewer than {limit} items", "少于 {limit} 项"],
  "too-many-items": ["More than {limit} items", "超过 {limit} 项"],
  "duplicate-items": ["An item occurs twice", "存在重复项"],
  "empty-group": ["The group holds too little", "数据组内容不足"],
  "more-faults": ["There are more faults than are listed", "另有更多错误未列出"],
  // texts
  "forbidden-character": [
    "A control character, a broken character or NUL is not accepted",
    "含有控制字符、损坏字符或空字符",
  ],
  "private-use-character": [
    "A private-use character is not accepted: give its code point in GB 18030-2022",
    "含有自造字（私用区字符），请改用 GB 18030-2022 编码",
  ],
  "hidden-character": ["The text holds a hidden character", "含有不可见字符"],
  "not-composed": ["The text is not in Unicode normalisation form C", "文本不是 Unicode NFC 规范形式"],
  "surrounding-space": ["The text begins or ends with a space", "文本首尾有空白"],
  "name-dot": ["The dot of a name is U+00B7", "姓名间隔号应为 U+00B7（·）"],
  "name-space": ["A Chinese name holds no spaces", "中文姓名中不得有空格"],
  "name-character": [
    "A name holds letters of any script, its dot, hyphens and apostrophes",
    "姓名只能含文字、间隔号、连字符和撇号",
  ],
  "offence-name": ["An offence must not be named", "不得出现罪名"],
  "person-number": ["An inner number of a person must not be an identity number", "内部人员号不得为证件号码"],
  // codes
  uscc: ["The unified social credit code fails GB 32100-2015", "统一社会信用代码不符合 GB 32100-2015"],
  "division-code": ["The division code is not one of GB/T 2260", "区划代码不符合 GB/T 2260"],
  "country-code": ["The code is not a three-letter code of GB/T 2659", "国家和地区代码不符合 GB/T 2659"],
  "document-number": [
    "The document number is not in the form of GB/T 9704",
    "文号不符合 GB/T 9704（年份用六角括号〔〕）",
  ],
  phone: ["This is not a telephone number", "电话号码格式错误"],
  date: ["This is not a date that exists, written YYYY-MM-DD", "不是实际存在的日期（YYYY-MM-DD）"],
  "date-time": ["This is not a time of RFC 3339 with an offset", "时间不符合 RFC 3339，须带时区偏移"],
  "date-precision": ["The date does not have the precision that is stated", "日期与所填精度不一致"],
  "date-future": ["The date lies in the future", "日期晚于今天"],
  "date-order": ["The dates are in the wrong order", "日期先后顺序错误"],
  uuid: ["This is not a lower-case UUID (RFC 9562)", "不是小写 UUID（RFC 9562）"],
  "disability-card": ["The number of the disability card fails its check", "残疾人证号校验不通过"],
  "disability-card-class": ["Class or grade differ from the card's number", "残疾类别或等级与残疾人证号不一致"],
  "disability-card-holder": [
    "The card's number does not hold the subject's citizen number",
    "残疾人证号与救助对象的身份证号不一致",
  ],
  // money
  "money-format": [
    "An amount is a number or a plain decimal in yuan, without separators or words",
    "金额应为以元计的数字，不得含千分位、文字或约数",
  ],
  "money-unit": [
    "Amounts are in yuan (元): amounts in 万元 are refused, convert them first",
    "金额单位须为元，不接受万元，请换算后填写",
  ],
  "money-decimals": ["An amount has at most two decimals", "金额至多两位小数"],
  "money-range": ["The amount is too large", "金额超出范围"],
  "money-negative": ["The amount must not be negative", "金额不得为负"],
  // identity documents
  "id-number-required": ["This kind of document needs its number", "该证件类型须填写证件号码"],
  "id-number-unexpected": ["Without a document there is no number", "无证件时不得填写证件号码"],
  "no-id-reason-required": ["Say why there is no document", "无证件时须说明原因"],
  "citizen-id-shape": ["A citizen number has 17 digits and a digit or X", "身份证号应为 17 位数字加数字或 X"],
  "citizen-id-15": ["The 15-digit number cannot be widened to 18 characters", "15 位身份证号无法补为 18 位"],
  "citizen-id-centenarian": [
    "Sequences 996 to 999 were given to people born in 18xx: a person has to decide the century",
    "顺序码 996 至 999 用于百岁以上老人，须人工确认出生世纪",
  ],
  "citizen-id-province": ["The number does not begin with a province", "身份证号前两位不是省级代码"],
  "citizen-id-date": ["The birth date in the number does not exist", "身份证号中的出生日期不存在"],
  "citizen-id-future": ["The birth date in the number lies in the future", "身份证号中的出生日期晚于今天"],
  "citizen-id-check-digit": ["The check character is wrong (GB 11643-1999)", "身份证号校验码错误（GB 11643-1999）"],
  "citizen-id-spreadsheet": [
    "The number was damaged by a spreadsheet: take it from the document again",
    "证件号码被电子表格损坏，请按证件重新录入",
  ],
  "citizen-id-birth": ["The date of birth differs from the number", "出生日期与证件号码不一致"],
  "citizen-id-sex": ["The sex differs from the number", "性别与证件号码不一致"],
  "citizen-id-derived": [
    "The 15-digit number and the 18-character number do not belong together",
    "15 位原号与 18 位号码不对应",
  ],
  "household-register-number": ["The household register's number is wrong", "户口簿号码格式错误"],
  "hk-macao-permit": [
    "The mainland travel permit is H or M and 8 digits",
    "港澳居民来往内地通行证号应为 H 或 M 加 8 位数字",
  ],
  "taiwan-permit": ["The mainland travel permit has 8 digits", "台湾居民来往大陆通行证号应为 8 位数字"],
  "residence-permit": [
    "The residence permit begins with 810000, 820000 or 830000",
    "港澳台居民居住证号应以 810000、820000 或 830000 开头",
  ],
  "foreign-permanent-residence": [
    "The number of the foreign permanent resident card is wrong",
    "外国人永久居留身份证号错误",
  ],
  passport: ["A passport's number has 5 to 17 letters and digits", "护照号应为 5 至 17 位字母或数字"],
  "birth-certificate": [
    "The medical certificate of birth is a letter and 9 digits",
    "出生医学证明编号应为 1 位字母加 9 位数字",
  ],
  "military-id": ["The number of the military card is wrong", "军人证件号格式错误"],
  // cross-field rules
  "death-date-required": ["The date of death is required", "须填写死亡日期"],
  "death-date-unexpected": ["A living person has no date of death", "在世人员不得填写死亡日期"],
  "household-head": ["A household has exactly one head (relation 02)", "每户须有且仅有一名户主（关系代码 02）"],
  "household-head-name": ["The head's name differs from that of the member 02", "户主姓名与关系为 02 的成员不一致"],
  "household-relation": ["Relations are counted from the head: 01 has no place here", "成员关系以户主为准，不得填 01"],
  "household-supporters": [
    "Supporters are listed although it is confirmed that there are none",
    "已确认无法定义务人，却列有义务人",
  ],
  "household-size": ["There are more members than the household's size", "成员人数超过家庭人口数"],
  "relation-sex": ["The relation and the sex in the number disagree", "家庭关系与证件号码中的性别不一致"],
  "income-part": ["More does not count, or was lost, than there is income", "不计入的收入或因案减少的收入超过收入本身"],
  "income-total": ["The total is not the sum of its parts", "总收入不等于各项收入之和"],
  "per-capita-income": [
    "The monthly income per head is not total ÷ 12 ÷ size (±0.01)",
    "月人均收入应等于总收入÷12÷家庭人口（误差不超过 0.01 元）",
  ],
  "holding-contradiction": ["What is not held has no amount and no items", "持有情况与金额或明细矛盾"],
  "holding-details-required": ["Say what is held", "持有时须填写金额或明细"],
  "reason-required": ["A reason is required", "须填写理由"],
  "aid-decision-required": ["This status needs the decision's number and date", "该状态须填写决定书文号和日期"],
  "aid-decision-unexpected": ["This status has no decision yet", "该状态尚无决定，不得填写决定事项"],
  "aid-amount-required": ["This status needs the amount", "该状态须填写救助金额"],
  "aid-payment-required": ["This status needs the day and way of payment", "该状态须填写发放日期和方式"],
  "aid-earmarked": ["More is earmarked than was granted", "指定用途的金额超过救助金额"],
  "application-number-required": ["Give the number of the application", "已申请的须填写申请编号"],
  ...CASEWORK_FAULTS,
  "duplicate-need": ["A need occurs twice", "救助需求重复"],
  "existing-aid-contradiction": ["Aid is listed although none was confirmed", "已确认未享受救助，却列有救助项目"],
  "existing-aid-required": ["List the aid, or confirm that there is none", "须列明已享救助或确认未享受"],
  "guardian-required": ["A person under 18 needs a guardian", "未满 18 周岁须填写监护人"],
  "guardian-conflict": [
    "A guardian in conflict of interest is no contact and does not consent",
    "存在监护冲突的监护人不得作为联系人或代为同意",
  ],
  "consent-guardian": ["For a person under 14 the guardian consents", "未满 14 周岁须由监护人同意"],
  "consent-required": ["On the basis of consent, a consent that holds is needed", "以同意为依据的，须有有效的同意记录"],
  "notice-not-recorded": [
    "No notice (PIPL article 35) is recorded: record it, or why none was given",
    "未记录告知（个人信息保护法第三十五条）：请填写告知记录或者免予告知的情形",
  ],
  "notice-or-consent-required": [
    "Record the consent, the notice, or why no notice was given",
    "须填写同意记录、告知记录或免予告知的情形",
  ],
  "protection-required": ["This subject needs special protection", "该对象须标记特殊保护"],
  "duplicate-person": ["A person occurs twice in the list", "清单内人员重复"],
  "unknown-person": ["The person number is not in the list", "内部人员号不在清单内"],
  "compensation-unknown": ["What is not known has no amount", "未查明时不得填写金额"],
  "secret-document": ["Secret documents must not pass this gateway", "涉密清单不得经本网关传输（密级须为非涉密）"],
  "withdrawal-target": [
    "Name what is withdrawn once: by message, transferId, personIds or all",
    "message、transferId、personIds、all 只能填写一项",
  ],
  "reply-reason-required": ["This reply needs a reason", "该办理结果须填写原因码"],
  "reply-passed-to-required": ["Say to whom it was passed on", "转办须填写转办单位"],
  "reply-aid-required": ["This reply needs the aid that was granted", "该办理结果须填写落实情况"],
  "reply-aid-unexpected": ["This reply grants nothing", "该办理结果不得填写落实情况"],
  "reply-first-paid-required": ["What was carried out has a first day", "已落实的须填写首次到位日期"],
  "reply-documents-required": ["Say which documents are missing", "需补正的须列明材料"],
  "case-rights-notice": [
    "A refusal names when its notice of rights was served",
    "不予受理、不批准或者核减须填写权利告知",
  ],
  "pause-or-extension": [
    "A pause has a cause and a first day; an extension has neither of them",
    "中止须填写原因和起始日；延长不得填写起止日",
  ],
  "notice-reply": ["Only reply 21 has a public notice", "仅公示（21）可填写公示起止"],
  "first-aid-category": ["Only temporary aid may be given first", "仅临时救助可先行救助"],
  "reopens-reply": ["Only reply 10 reopens", "仅受理（10）可重新受理"],
  "aid-period-required": ["Monthly aid has a first month", "按月发放须填写起始日期"],
  "duplicate-score": ["A kind of difficulty is scored twice", "同一困难类型重复评分"],
  // warnings
  "same-cause": [
    "Temporary aid for the same cause before: say what is new (国发〔2014〕47号)",
    "同一事由曾获临时救助：须说明新情况（国发〔2014〕47号）",
  ],
  "bridge-without-gap": ["There is no gap: is a bridge meant?", "没有救助真空，请核对是否需要衔接"],
  "relation-age": ["Parent and child are less than 14 years apart", "父母与子女年龄相差不足 14 岁，请核对"],
  "household-members-incomplete": ["Fewer members than the household's size", "成员人数少于家庭人口数，请核对"],
  "income-period": ["The period is not about a year", "收入期间不是约 12 个月，请核对"],
  "income-implausible": [
    "The monthly income per head is implausible: were 元 and 万元 mixed up?",
    "月人均收入明显异常，请核对是否混淆元与万元",
  ],
  "amount-implausible": [
    "This amount of aid is implausible: were 元 and 万元 mixed up?",
    "救助金额明显异常，请核对是否混淆元与万元",
  ],
  "citizen-id-zeros": [
    "Several citizen numbers of this document end in 000, as a spreadsheet writes them: compare them with the documents",
    "多个身份证号末三位为 000，疑被电子表格损坏，请按证件核对",
  ],
  "nationality-document": ["Nationality and kind of document disagree", "国籍与证件类型不一致，请核对"],
  "foreign-subject": [
    "Social aid of residents may not apply; temporary aid and legal aid may",
    "非内地居民可能不适用部分社会救助，可考虑临时救助和法律援助",
  ],
  "age-unknown": ["Without a date of birth no rule of age can be applied", "出生日期不详，年龄规则无法适用"],
  "suggest-need": ["Consider need N10 or N17 for a child without documents", "无证件儿童请考虑需求 N10 或 N17"],
  "special-group": ["Priority groups and age or cards disagree", "重点人群与年龄或残疾人证不一致，请核对"],
  "subject-dead": ["The subject is not alive: aid goes to a near relative", "救助对象已死亡，请改为近亲属"],
  "unrelated-hardship": [
    "Hardship unrelated to the case starts no judicial aid",
    "与案件无关的困难不启动司法救助，请核对",
  ],
  "bank-card": ["The account fails the check of bank cards", "账号未通过银行卡校验，请核对"],
  "authorisation-expired": ["The authorisation is no longer valid", "核对授权书已过期"],
  "consent-withdrawn": ["A consent was withdrawn", "同意已撤回"],
  "procuratorate-number": ["This is not the form of a procuratorate's number", "文号不是检察机关文号格式，请核对"],
  "work-secret": ["Marked as a work secret: check whether it may be shared", "标记为工作秘密，请确认可否共享"],
  "withdrawal-of-all": [
    "Nothing is named: all messages of the thread are withdrawn; say so with all",
    "未指明撤回内容，将撤回本移送的全部报文；请用 all 明示",
  ],
  // folding
  "folded-full-width": ["Full-width characters were made half-width", "已将全角字符改为半角"],
  "folded-letter-case": ["Letters were made upper-case", "已将字母改为大写"],
  "folded-homoglyph": [
    "A letter of another script was replaced by its Latin look-alike",
    "已将形近的外文字母改为拉丁字母",
  ],
  "folded-hidden-character": ["Hidden characters were removed", "已删除不可见字符"],
  "folded-space": ["Spaces were removed", "已删除空格"],
  "folded-composition": ["The text was brought into normalisation form C", "已规范为 Unicode NFC"],
  "folded-name-dot": ["The dot of the name became U+00B7", "已将姓名间隔号统一为 U+00B7（·）"],
  "folded-document-number": ["The document number was written as GB/T 9704 asks", "已按 GB/T 9704 规范文号"],
  "folded-phone": ["Prefix and separators of the telephone number were removed", "已删除电话号码的国家代码和分隔符"],
  "folded-date": ["The date was written as ISO 8601 with its precision", "已按 ISO 8601 规范日期并标明精度"],
  "folded-citizen-id": [
    "The 15-digit number was widened to 18 characters; the old one is kept",
    "已将 15 位身份证号补为 18 位，并保留原号",
  ],
  "folded-permit": ["The digits of re-issue were removed", "已删除通行证换证次数"],
  "more-folded": ["More was changed than is listed", "另有更多规范化处理未列出"],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

/** Stable code of a fault or warning. */
export type FaultCode = keyof typeof FAULTS;

/** Tells whether a text is the code of a fault or warning. */
export function isFaultCode(text: string): text is FaultCode {
  return Object.hasOwn(FAULTS, text);
}

/**
 * Makes the issue that reports a fault at a pointer, in both languages.
 * @param pointer RFC 6901, starts with `/body`
 * @param limit replaces `{limit}` in the text of the fault: a size, or words of the schema in both languages
 */
export function issue(pointer: string, code: FaultCode, limit?: number | Bilingual): Issue {
  const [en, zh] = FAULTS[code];
  if (limit === undefined) return { pointer, code, message: en, messageZh: zh };
  const words = typeof limit === "number" ? { en: String(limit), zh: String(limit) } : limit;
  return { pointer, code, message: en.replace("{limit}", words.en), messageZh: zh.replace("{limit}", words.zh) };
}
