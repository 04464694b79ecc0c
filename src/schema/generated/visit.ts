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
 * Unit of the amounts (金额单位): 只接受元；万元须换算后填写
 */
export type CurrencyUnit = "元";
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
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
/**
 * Amount of money (金额): 人民币元，JSON 数字或十进制字符串，至多两位小数，绝对值小于 10^12；不接受万元
 */
export type Money = number | string;
/**
 * Kind of difficulty (困难类型)
 */
export type DifficultyType = "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "99";
/**
 * Department (责任部门): 代码不随机构改名而变
 */
export type Department =
  | "civil-affairs"
  | "hr-social-security"
  | "medical-insurance"
  | "agriculture-rural"
  | "education"
  | "housing"
  | "disabled-federation"
  | "women-federation"
  | "youth-league"
  | "trade-union"
  | "legal-aid"
  | "veterans"
  | "township"
  | "public-security"
  | "health"
  | "emergency-management"
  | "charity";
/**
 * Need (救助需求)
 */
export type NeedCode =
  | "N01"
  | "N02"
  | "N03"
  | "N04"
  | "N05"
  | "N06"
  | "N07"
  | "N08"
  | "N09"
  | "N10"
  | "N11"
  | "N12"
  | "N13"
  | "N14"
  | "N15"
  | "N16"
  | "N17";

/**
 * Record of visits (回访记录): 对清单中救助对象的回访及其结果；由检察院、部门或者社会工作服务机构报送移送清单的检察院
 */
export interface Visit {
  /**
   * Header (回访信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "VISIT";
    supersedes?: SupersededTransfer;
    answers: Uuid;
    from: Organisation;
    secrecy: Secrecy;
    issuedAt: DateTime;
    currencyUnit: CurrencyUnit;
    officer: Officer;
  };
  /**
   * Visits (回访)
   *
   * Items: Visit (回访)
   */
  visits: {
    personId: PersonId;
    /**
     * Kind (回访类型): 日期须在该类型的窗口内；窗口以外的填 A
     */
    kind: "F0" | "F1" | "F2" | "F3" | "L" | "A";
    date: CalendarDate;
    /**
     * Way (方式)
     */
    way: "1" | "2" | "3" | "4";
    /**
     * Who visited (回访单位类型)
     */
    by: "procuratorate" | "department" | "social-work";
    /**
     * Name of the body of social workers (社会工作服务机构名称): 由社会工作服务机构回访的必填
     */
    byName?: string;
    /**
     * Visitors (回访人): 入户不少于两人
     */
    visitors: PersonName[];
    /**
     * The person asked to be called (本人要求电话或者视频联系): 不宜去电或者特殊保护的对象，以电话、视频回访的必填
     */
    askedFor?: true;
    /**
     * Outcome (结果)
     */
    outcome: "V1" | "V2" | "V3" | "V4" | "V5";
    /**
     * Refused in writing (书面拒绝): 本人书面拒绝回访的填写，该次回访免访
     */
    inWriting?: true;
    /**
     * Whether the money has come (救助金是否到账): F0 完成的必填
     */
    fundArrived?: {
      /**
       * It has come (是否到账)
       */
      yes: boolean;
      on?: CalendarDate;
    };
    /**
     * Use of the money (救助金使用情况): 未成年人 F1 至 F3 完成的必填；不作事实保存
     */
    fundUse?: {
      living?: Money;
      medical?: Money;
      schooling?: Money;
      other?: Money;
      saved?: Money;
      /**
       * Kept by (保管人)
       */
      keptBy: "1" | "2" | "3";
      /**
       * Agreement of the three parties (三方监管协议): 由村（居）委会监管的必填
       */
      agreement?: string;
    };
    /**
     * What is restored (恢复情况)
     */
    restored?: {
      /**
       * School (就学)
       */
      school?: "1" | "0" | "9";
      /**
       * Work (就业)
       */
      work?: "1" | "0" | "9";
      /**
       * Treatment (治疗)
       */
      treatment?: "1" | "0" | "9";
    };
    /**
     * Scores of difficulty (困难程度评分)
     *
     * Items: Score (评分)
     */
    scores?: {
      type: DifficultyType;
      /**
       * Score (评分): 0 无困难，10 最困难
       */
      score: number;
    }[];
    /**
     * Satisfaction (满意度)
     *
     * Items: Satisfaction (满意度)
     */
    satisfaction?: {
      about: Department;
      /**
       * Value (评分): 1 很不满意，5 很满意
       */
      value: number;
    }[];
    /**
     * Measures that are carried out (已落实的措施): 回访确认已落实的帮扶措施的编号；仅完成的回访（V1）可填写
     */
    measuresDone?: Uuid[];
    /**
     * New needs (新需求)
     */
    newNeeds?: NeedCode[];
    /**
     * What blocks it (受阻情况)
     */
    blocked?: {
      about?: Department;
      /**
       * Reason (原因)
       */
      reason: string;
    };
    /**
     * Notes (记录)
     */
    note?: string;
    /**
     * Digest of the evidence (佐证材料摘要): SHA-256，十六进制；签字页、照片留存于本单位
     */
    evidence?: string;
    /**
     * Why it is not signed (未签字原因)
     */
    unsigned?: string;
    nextDate?: CalendarDate;
    corrects?: Uuid;
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
