/** Generated from the JSON Schemas by `npm run generate`; not to be edited. */

/**
 * Identifier (标识): RFC 9562 UUID，小写
 */
export type Uuid = string;
/**
 * Document number (文号): GB/T 9704：年份用六角括号〔〕
 */
export type DocumentNumber = string;
/**
 * Division code (区划代码): GB/T 2260 6 位，或 9、12 位统计用区划代码
 */
export type Division = string;
/**
 * Secrecy (密级): 保守国家秘密法：涉密清单不得经本网关传输
 */
export type Secrecy = "0";
/**
 * Time (时间): RFC 3339，须带时区偏移
 */
export type DateTime = string;
/**
 * Name (姓名): 1 至 50 个字符；间隔号用 U+00B7（民委发〔2016〕33号），字符集 GB 18030
 */
export type PersonName = string;
/**
 * Telephone number (电话号码): 手机 11 位、固定电话带区号或服务热线
 */
export type Phone = string;
/**
 * Person number (内部人员号): 发送方内部编号，不得为证件号码
 */
export type PersonId = string;
/**
 * Question (查询事项): 网关内部编码
 */
export type InquiryQuestion =
  "Q01" | "Q02" | "Q03" | "Q04" | "Q05" | "Q06" | "Q07" | "Q08" | "Q09" | "Q10" | "Q11" | "Q12" | "Q13" | "Q14" | "Q15";
/**
 * Field that is compared (比对字段): 网关内部编码
 */
export type InquiryField = "held" | "kind" | "level" | "amount" | "number" | "from" | "until" | "organisation";
/**
 * Result (答复结果): 网关内部编码
 */
export type InquiryResult = "match" | "mismatch" | "absent" | "not-held" | "refused";
/**
 * Why it is refused (不予答复原因): 网关内部编码
 */
export type InquiryRefusal = "E1" | "E2" | "E3" | "E4";
/**
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;

/**
 * Answer to an inquiry (查询答复): 对查询函所列每一名对象的每一事项逐项答复
 */
export interface InquiryAnswer {
  /**
   * Header (答复信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "INQUIRY_ANSWER";
    supersedes?: SupersededTransfer;
    answers: Uuid;
    from: Organisation;
    secrecy: Secrecy;
    issuedAt: DateTime;
    officer: Officer;
  };
  /**
   * Answers (答复)
   *
   * Items: Answer (答复)
   */
  answers: {
    personId: PersonId;
    question: InquiryQuestion;
    field?: InquiryField;
    result: InquiryResult;
    refusal?: InquiryRefusal;
    /**
     * Value (数值): 仅用于按值查询，且结果为有记录
     */
    value?: string;
    asOf?: CalendarDate;
    /**
     * System (数据来源系统)
     */
    system?: string;
  }[];
}
/**
 * What is superseded (被取代的报文): 本报文取代同一发送方的先前报文；未填时，移送编号或文号重复即拒收（duplicate-document）
 */
export interface SupersededTransfer {
  transferId: Uuid;
}
/**
 * Organisation (单位)
 */
export interface Organisation {
  /**
   * Unified social credit code (统一社会信用代码): GB 32100-2015
   */
  creditCode?: string;
  /**
   * Department code (部门代码): 目录中的单位标识
   */
  department: string;
  division: Division;
  /**
   * Name of the organisation (单位名称)
   */
  name: string;
}
/**
 * Officer in charge (承办人)
 */
export interface Officer {
  name: PersonName;
  /**
   * Responsible office (责任科室)
   */
  office: string;
  phone: Phone;
  deputy?: PersonName;
}
