import type { ErrorObject } from "ajv/dist/2020.js";
import type { Bilingual } from "../domain/bilingual.ts";

/** Rules of the formats in the configuration schemas. */
export const FORMAT_RULES: Readonly<Record<string, Bilingual>> = {
  "party-id": {
    en: "must be a party id: letters, digits, . _ -, at most 64; a unified social credit code must pass its check character",
    zh: "须为单位标识：字母、数字及 . _ -，至多 64 位；统一社会信用代码须通过校验",
  },
  "http-url": {
    en: "must be an http or https URL without credentials and fragment",
    zh: "须为 http 或 https 网址，不得含账号或片段",
  },
  cidr: {
    en: "must be a network in CIDR notation, such as 10.0.0.0/8 or fc00::/7",
    zh: "须为 CIDR 网段，如 10.0.0.0/8 或 fc00::/7",
  },
  "relative-path": {
    en: "must be a relative path that stays below its directory",
    zh: "须为相对路径，且不得越出所在目录",
  },
  "iso-date": { en: "must be a date YYYY-MM-DD that exists", zh: "须为存在的日期 YYYY-MM-DD" },
  "date-range": {
    en: "must be a date YYYY-MM-DD that exists, or a range YYYY-MM-DD/YYYY-MM-DD",
    zh: "须为存在的日期 YYYY-MM-DD 或区间 YYYY-MM-DD/YYYY-MM-DD",
  },
};

const TYPES: Readonly<Record<string, string>> = {
  object: "对象",
  array: "数组",
  string: "字符串",
  number: "数字",
  integer: "整数",
  boolean: "布尔值",
  null: "null",
};

/** Rule that an error of Ajv reports, in both languages. Names members and limits of the schema, never a value. */
export function ruleText(error: ErrorObject): Bilingual {
  const params = error.params as Record<string, unknown>;
  const text = (name: string): string => JSON.stringify(params[name]) ?? "";
  const limit = String(params["limit"]);
  switch (error.keyword) {
    case "required":
    case "dependentRequired":
      return { en: `lacks the member ${text("missingProperty")}`, zh: `缺少成员 ${text("missingProperty")}` };
    case "additionalProperties":
      return {
        en: `has the unknown member ${text("additionalProperty")}`,
        zh: `含有未知成员 ${text("additionalProperty")}`,
      };
    case "propertyNames":
      return {
        en: `has the member name ${text("propertyName")} that is not allowed`,
        zh: `不允许的成员名 ${text("propertyName")}`,
      };
    case "type": {
      const types = [params["type"]].flat().map(String);
      return { en: `must be ${types.join(" or ")}`, zh: `须为${types.map((type) => TYPES[type] ?? type).join("或")}` };
    }
    case "enum":
      return { en: `must be one of ${text("allowedValues")}`, zh: `须为 ${text("allowedValues")} 之一` };
    case "const":
      return { en: `must be ${text("allowedValue")}`, zh: `须为 ${text("allowedValue")}` };
    case "minimum":
      return { en: `must be at least ${limit}`, zh: `不得小于 ${limit}` };
    case "maximum":
      return { en: `must be at most ${limit}`, zh: `不得大于 ${limit}` };
    case "exclusiveMinimum":
      return { en: `must be more than ${limit}`, zh: `须大于 ${limit}` };
    case "minLength":
      return { en: `must have at least ${limit} characters`, zh: `不得少于 ${limit} 个字符` };
    case "maxLength":
      return { en: `must have at most ${limit} characters`, zh: `不得超过 ${limit} 个字符` };
    case "minItems":
      return { en: `must have at least ${limit} items`, zh: `不得少于 ${limit} 项` };
    case "maxItems":
      return { en: `must have at most ${limit} items`, zh: `不得超过 ${limit} 项` };
    case "minProperties":
      return { en: `must have at least ${limit} members`, zh: `不得少于 ${limit} 个成员` };
    case "maxProperties":
      return { en: `must have at most ${limit} members`, zh: `不得超过 ${limit} 个成员` };
    case "uniqueItems":
      return { en: "must not hold an item twice", zh: "不得有重复项" };
    case "pattern":
      return { en: `must match ${String(params["pattern"])}`, zh: `须符合 ${String(params["pattern"])}` };
    case "format":
      return (
        FORMAT_RULES[String(params["format"])] ?? { en: `must be a ${text("format")}`, zh: `须为 ${text("format")}` }
      );
    case "false schema":
      return { en: "must not be there", zh: "不得出现" };
    case "oneOf":
    case "anyOf":
      return { en: "must have exactly one of the allowed forms", zh: "须为所允许形式中的一种" };
    default:
      return { en: error.message ?? error.keyword, zh: `不符合规则 ${error.keyword}` };
  }
}
