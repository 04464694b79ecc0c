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
 * Reply (办理结果): 网关内部编码
 */
export type ReplyCode = "10" | "11" | "12" | "13" | "20" | "21" | "30" | "31" | "32" | "40" | "50" | "90";
/**
 * Reason (原因码): 网关内部编码
 */
export type ReplyReasonDetailed =
  | "R01"
  | "R02"
  | "R03"
  | "R04"
  | "R05"
  | "R06"
  | "R07"
  | "R08"
  | "R09"
  | "R10"
  | "R11"
  | "R12"
  | "R13"
  | "R14"
  | "R15"
  | "R16"
  | "R17"
  | "R18"
  | "R19"
  | "R20"
  | "R99";
/**
 * Kind of attachment (附件类型)
 */
export type AttachmentType = "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
/**
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
/**
 * Category of social aid (社会救助类别): 01 至 06 依国办发〔2023〕39号低收入人口分类；21 以上为专项救助
 */
export type AidCategory =
  "01" | "02" | "03" | "04" | "05" | "06" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" | "99";
/**
 * Amount of money (金额): 人民币元，JSON 数字或十进制字符串，至多两位小数，绝对值小于 10^12；不接受万元
 */
export type Money = number | string;
/**
 * Kind of difficulty (困难类型)
 */
export type DifficultyType = "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "99";

/**
 * Feedback (办理反馈): 部门对清单中每名救助对象的办理结果、落实情况与回访；1.1 增加受理日、期限中止与延长、公示、告知、更正、重新受理和先行救助
 */
export interface Feedback1_1 {
  /**
   * Header (反馈信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "FEEDBACK";
    supersedes?: SupersededTransfer;
    answers: Uuid;
    from: Organisation;
    secrecy: Secrecy;
    issuedAt: DateTime;
    currencyUnit: CurrencyUnit;
    officer: Officer;
  };
  /**
   * Results (办理结果)
   *
   * Items: Result (办理结果)
   */
  results: {
    personId: PersonId;
    /**
     * Needs that are answered (对应需求)
     */
    needs?: NeedCode[];
    /**
     * Registration (签收登记)
     */
    registration?: {
      /**
       * Number (登记号)
       */
      number: string;
      officer: PersonName;
      at: DateTime;
    };
    reply: ReplyCode;
    reason?: ReplyReasonDetailed;
    /**
     * Reason in words (原因说明): 原因码为 R99 时必填
     */
    reasonText?: string;
    /**
     * Documents to supplement (需补正材料): 需补正时填写
     */
    missingDocuments?: AttachmentType[];
    passedTo?: Organisation;
    acceptedOn?: CalendarDate;
    decisionNumber?: DocumentNumber;
    decidedOn?: CalendarDate;
    expectedBy?: CalendarDate;
    /**
     * Public notice (公示): 孤儿、事实无人抚养儿童不得公示
     */
    publicNotice?: {
      from: CalendarDate;
      to: CalendarDate;
    };
    /**
     * Pause or extension (期限中止或者延长): 填写中止（pause、from）或者延长（extend）
     */
    clock?: {
      /**
       * Cause of the pause (中止原因)
       */
      pause?: "P1" | "P3" | "P4";
      from?: CalendarDate;
      to?: CalendarDate;
      /**
       * Cause of the extension (延长原因)
       */
      extend?: "X1" | "X2" | "X3" | "X4";
    };
    /**
     * Notice of rights (权利告知): 不予受理、不批准必填；部分批准有核减的必填
     */
    rightsNotice?: {
      servedOn: CalendarDate;
      /**
       * Way of service (送达方式)
       */
      way: "1" | "2" | "3" | "4";
      /**
       * Told of the review (告知复议): 是否告知可申请行政复议
       */
      review: boolean;
      /**
       * Told of the court (告知诉讼): 是否告知可提起行政诉讼
       */
      court: boolean;
    };
    /**
     * First aid (先行救助): 临时救助先行发放，事后补办手续
     */
    firstAid?: true;
    corrects?: Uuid;
    /**
     * Reopened (重新受理): 对已办结的事项重新受理时填写
     */
    reopens?: true;
    /**
     * Aid granted (落实情况)
     *
     * Items: Aid granted (落实情况)
     */
    aidGranted?: {
      need?: NeedCode;
      category?: AidCategory;
      /**
       * Item (救助项目)
       */
      item: string;
      /**
       * Form (形式)
       */
      form: "1" | "2" | "3";
      amount?: Money;
      /**
       * Frequency (频次)
       */
      frequency: "1" | "2" | "3" | "4" | "5" | "6" | "7";
      start?: CalendarDate;
      end?: CalendarDate;
      firstPaidOn?: CalendarDate;
      /**
       * Granted to (救助单位)
       */
      for: "person" | "household";
      /**
       * Number of persons (救助人数): 该金额所救助的人数
       */
      persons?: number;
    }[];
    /**
     * Visits (回访)
     *
     * Items: Visit (回访)
     */
    visits?: {
      date: CalendarDate;
      /**
       * Way (方式)
       */
      way: "1" | "2" | "3" | "4";
      visitor: PersonName;
      /**
       * Scores of difficulty (困难程度评分)
       *
       * Items: Score (评分)
       */
      scores: {
        type: DifficultyType;
        /**
         * Score (评分): 0 无困难，10 最困难
         */
        score: number;
      }[];
      /**
       * Satisfaction (满意度)
       */
      satisfaction?: number;
      /**
       * New needs (新需求)
       */
      newNeeds?: NeedCode[];
      /**
       * What blocks it (受阻原因)
       */
      blockedReason?: string;
      nextDate?: CalendarDate;
    }[];
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
