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
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
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
 * Reminder (催办督办函): 系统提示、催办函、督办函、提请联席会议、检察建议书
 */
export interface Reminder {
  /**
   * Header (函件信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "REMINDER";
    supersedes?: SupersededTransfer;
    answers?: Uuid;
    from?: Organisation;
    secrecy: Secrecy;
    issuedAt: DateTime;
    officer?: Officer;
    /**
     * Approval (审批)
     */
    approval?: {
      approver: PersonName;
      approvedAt: DateTime;
      /**
       * Electronic seal (电子印章): GB/T 38540 电子印章引用
       */
      sealRef?: string;
    };
  };
  /**
   * Kind (种类)
   */
  kind: "1" | "2" | "3" | "4" | "5";
  day?: CalendarDate;
  /**
   * Responsible office (责任科室): 目录中的科室名称
   */
  office?: string;
  /**
   * Items (事项)
   *
   * Items: Item (事项)
   */
  items: {
    personId?: PersonId;
    thread?: Uuid;
    message?: Uuid;
    /**
     * Reference of the person (人员代号): 系统提示填写：网关为该移送中的人所用的代号，不含人员信息
     */
    subject?: string;
    need: NeedCode;
    /**
     * Rule of the deadline (期限规则): 期限规则编号，如 D06
     */
    ruleId: string;
    /**
     * Due (到期): 日期；以小时计的为时刻
     */
    due: string;
    /**
     * Stage (阶段)
     */
    stage: "due-soon" | "overdue" | "supervise" | "meeting";
    /**
     * Working days overdue (逾期工作日)
     */
    overdueWd: number;
    /**
     * Department (承办单位): 提请联席会议时填写：该事项的承办单位
     */
    party?: string;
    /**
     * Provisional (暂定): 跨未公布工作日历的年份
     */
    provisional?: boolean;
    /**
     * Responsible office (责任科室): 目录中的科室名称
     */
    office?: string;
    /**
     * Telephone of the office (科室电话): 目录中科室的电话；以小时计的期限为值班电话
     */
    phone?: string;
  }[];
  replyBy?: CalendarDate;
  /**
   * What is asked (办理要求): 不写姓名与案件事实
   */
  request?: string;
  /**
   * Earlier letters (此前催办)
   *
   * Items: Letter (函件)
   */
  earlier?: {
    /**
     * Kind (种类)
     */
    kind: "1" | "2" | "3" | "4";
    documentNumber?: DocumentNumber;
    sentOn: CalendarDate;
  }[];
  /**
   * Checklist of a procuratorial suggestion (检察建议核对单)
   */
  checklist?: {
    /**
     * Law that was not complied with (未履行的法定职责及条文)
     */
    law: string;
    /**
     * Evidence (证据)
     */
    evidence: string;
    /**
     * Whether public-interest litigation is concerned (是否涉及公益诉讼)
     */
    publicInterest: boolean;
    /**
     * Urgent (情况紧急): 公益诉讼情况紧急的，十五日内回复
     */
    urgent?: boolean;
  };
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
