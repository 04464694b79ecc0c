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
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
/**
 * Kind of difficulty (困难类型)
 */
export type DifficultyType = "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "99";
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
 * Evaluation (效果评估表): 对清单中救助对象的救助效果评估；由检察院发给提供救助的部门，各部门仅可见自己的事项、等级与结论
 */
export interface Evaluation {
  /**
   * Header (评估信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "EVALUATION";
    supersedes?: SupersededTransfer;
    answers: Uuid;
    from: Organisation;
    secrecy: Secrecy;
    issuedAt: DateTime;
    officer: Officer;
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
   * Evaluations (效果评估)
   *
   * Items: Evaluation (效果评估)
   */
  evaluations: {
    personId: PersonId;
    from: CalendarDate;
    to: CalendarDate;
    /**
     * Scores before (救助前评分)
     *
     * Items: Score (评分)
     */
    before: {
      type: DifficultyType;
      /**
       * Score (评分): 0 无困难，10 最困难
       */
      score: number;
    }[];
    /**
     * Scores after (救助后评分)
     *
     * Items: Score (评分)
     */
    after: {
      type: DifficultyType;
      /**
       * Score (评分): 0 无困难，10 最困难
       */
      score: number;
    }[];
    /**
     * Who gave the scores (评分主体): 仅由提供救助的部门评分的，不评等级
     */
    scoredBy: "1" | "2" | "3";
    /**
     * Income (收入水平)
     */
    incomeBand?: "1" | "2" | "3";
    /**
     * What departments did (各部门办理情况): 各部门仅可见自己的事项和等级
     *
     * Items: Item (办理情况)
     */
    items?: {
      need: NeedCode;
      /**
       * Department (部门): 部门代码或者目录中的单位标识
       */
      by: string;
      /**
       * Granted (是否批准)
       */
      granted: boolean;
      /**
       * Carried out (是否落实)
       */
      delivered: boolean;
    }[];
    /**
     * What rules out a better grade (否决情形): 任一情形均评为 D
     *
     * Items: Veto (否决情形)
     */
    vetoes?: ("gap-open" | "blocked" | "relapse" | "worse" | "out-of-school")[];
    /**
     * Computed grade (测算等级)
     */
    gradeComputed: "A" | "B" | "C" | "D" | "N";
    /**
     * Confirmed grade (确认等级): 由人确认
     */
    gradeConfirmed: "A" | "B" | "C" | "D" | "N";
    /**
     * Why the grade differs (等级调整理由): 确认等级与测算等级不同的必填
     */
    gradeReason?: string;
    /**
     * Conclusion (结论)
     */
    conclusion: "C1" | "C2" | "C3" | "C4";
    /**
     * New measure (新措施): D 级须在 5 个工作日内提出
     */
    measure?: {
      /**
       * Measure (措施)
       */
      text: string;
      need?: NeedCode;
      /**
       * Department (责任部门): 部门代码或者目录中的单位标识
       */
      by?: string;
      dueBy?: CalendarDate;
    };
    /**
     * What became of it (效果说明)
     */
    summary?: string;
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
