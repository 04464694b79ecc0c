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
 * Urgency (紧急程度)
 */
export type Urgency = "1" | "2" | "3" | "9";
/**
 * Time (时间): RFC 3339，须带时区偏移
 */
export type DateTime = string;
/**
 * Legal basis (处理依据): 个人信息保护法第十三条
 */
export type LegalBasis = "consent" | "statutory-duty" | "emergency";
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
 * Group of fields (数据组): 主体记录中的数据组名
 */
export type DataGroup =
  | "identity"
  | "demographics"
  | "address"
  | "contact"
  | "cause"
  | "health"
  | "disability"
  | "household"
  | "income"
  | "livelihood"
  | "property"
  | "expenses"
  | "difficulty"
  | "judicialAid"
  | "needs"
  | "existingAid"
  | "education"
  | "employment"
  | "guardianship"
  | "parents"
  | "consent"
  | "payment"
  | "attachments"
  | "bridge"
  | "plan";
/**
 * Form of consent (同意形式)
 */
export type ConsentForm = "1" | "2" | "3";
/**
 * Signer (签署人)
 */
export type ConsentSigner = "self" | "guardian";
/**
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
/**
 * Status of judicial aid (司法救助状态): 人民检察院开展国家司法救助工作细则
 */
export type JudicialAidStatus = "00" | "10" | "20" | "30" | "40" | "41" | "50" | "60" | "70" | "80";
/**
 * Amount of money (金额): 人民币元，JSON 数字或十进制字符串，至多两位小数，绝对值小于 10^12；不接受万元
 */
export type Money = number | string;
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
 * Plan of help (帮扶方案): 对已移送清单中的救助对象，由检察机关会同有关部门制定的“资金救助＋专项帮扶”方案；各单位仅收到由其承担的措施
 */
export interface Plan {
  /**
   * Header (移送信息): 字段 1 至 10、17、18
   */
  header: {
    transferId: Uuid;
    listNumber: DocumentNumber;
    /**
     * Version of the plan (方案版本): 语义化版本
     */
    schemaVersion: string;
    /**
     * Kind of message (报文类型)
     */
    messageType: "PLAN";
    supersedes?: SupersededTransfer;
    answers: Uuid;
    from: Organisation;
    secrecy: Secrecy;
    /**
     * Work secret (工作秘密): 单独标识，为 true 时提示
     */
    workSecret?: boolean;
    urgency: Urgency;
    issuedAt: DateTime;
    legalBasis: LegalBasis;
    /**
     * Number of the agreement (协议编号)
     */
    agreementId?: string;
    /**
     * Number of the impact assessment (影响评估编号): 个人信息保护法第五十五、五十六条
     */
    impactAssessmentId?: string;
    currencyUnit: CurrencyUnit;
    officer: Officer;
    /**
     * Approval (审批)
     */
    approval: {
      approver: PersonName;
      approvedAt: DateTime;
      /**
       * Electronic seal (电子印章): GB/T 38540 电子印章引用
       */
      sealRef?: string;
    };
  };
  /**
   * Subjects (救助对象)
   *
   * Items: Subject (救助对象): 不含身份、住址、收入与财产：接收单位已从清单获得
   */
  subjects: {
    personId: PersonId;
    consent?: Consent;
    /**
     * Plan of help (帮扶方案)
     */
    plan: {
      /**
       * Judicial aid in money (资金救助)
       */
      cash?: {
        status: JudicialAidStatus;
        decidedOn?: CalendarDate;
        amount?: Money;
        paidOn?: CalendarDate;
        expectedOn?: CalendarDate;
        /**
         * Earmarked parts (限定用途的金额)
         *
         * Items: Earmarked part (限定用途)
         */
        earmarked?: {
          /**
           * Use (用途)
           */
          use: "medical" | "funeral" | "debt" | "other";
          amount: Money;
        }[];
      };
      /**
       * Goals (帮扶目标)
       *
       * Items: Goal (目标)
       */
      goals?: {
        difficultyType: DifficultyType;
        /**
         * Score before (现状评分): 0 无困难，10 极重
         */
        before: number;
        /**
         * Score aimed at (目标评分)
         */
        target: number;
        by: CalendarDate;
      }[];
      /**
       * Measures (帮扶措施)
       *
       * Items: Measure (帮扶措施)
       */
      measures: {
        measureId: Uuid;
        need: NeedCode;
        /**
         * Kind (类别)
         */
        kind: "M1" | "M2" | "M3" | "M4" | "M5" | "M6";
        /**
         * What is done (内容): 不写案件事实；网关不留存
         */
        text?: string;
        /**
         * Who does it (承担单位): 部门代码或者目录中的单位标识；检察机关自行办理填 procuratorate，社工机构填 social-work
         */
        owner: string;
        /**
         * Name of the organisation (机构名称): 承担单位为 social-work 时必填
         */
        ownerName?: string;
        dueBy: CalendarDate;
        neededBy?: CalendarDate;
        /**
         * Depends on (前置措施)
         */
        dependsOn?: Uuid[];
        /**
         * Basis in the guideline (认定指引依据): 所依据的认定指引规则，及承办人对该建议的取舍
         */
        basis?: {
          /**
           * Rule (规则)
           */
          ruleId: string;
          /**
           * Version of the guideline (指引版本): aidx guideline check 显示的指引版本，如 default@2026-1
           */
          version: string;
          /**
           * Choice (取舍)
           */
          choice: "accepted" | "declined";
          /**
           * Reason (理由): 不采纳时必填；不写案件事实
           */
          reason?: string;
        };
        /**
         * Status (状态): 部门承担的措施，网关按办理反馈计算状态；方案只能使其不再办理
         */
        status: "planned" | "sent" | "doing" | "done" | "dropped";
        /**
         * Why it is dropped (不再办理的理由): 状态为 dropped 时必填；不写案件事实
         */
        reason?: string;
      }[];
      /**
       * Needs without a measure (不安排措施的需求): 清单中的每项需求须有措施，或者在此说明理由
       *
       * Items: Need (需求)
       */
      declined?: {
        need: NeedCode;
        /**
         * Reason (理由): 不写案件事实
         */
        reason: string;
        /**
         * Basis in the guideline (认定指引依据): 所依据的认定指引规则，及承办人对该建议的取舍
         */
        basis?: {
          /**
           * Rule (规则)
           */
          ruleId: string;
          /**
           * Version of the guideline (指引版本): aidx guideline check 显示的指引版本，如 default@2026-1
           */
          version: string;
          /**
           * Choice (取舍)
           */
          choice: "accepted" | "declined";
          /**
           * Reason (理由): 不采纳时必填；不写案件事实
           */
          reason?: string;
        };
      }[];
      /**
       * Long-term help (长期帮扶)
       */
      longTerm?: {
        /**
         * Long-term (是否长期帮扶)
         */
        yes: boolean;
        /**
         * Partners (协作单位)
         *
         * Items: Partner (协作单位)
         */
        partners?: string[];
        /**
         * Reviewed every, days (复核间隔（日）)
         */
        reviewEvery?: number;
      };
      /**
       * The person's view (本人意见)
       */
      personView: {
        /**
         * Agreed (是否同意)
         */
        agreed: "yes" | "no" | "unable";
        on: CalendarDate;
        /**
         * Safe to call (可否去电)
         */
        safeToCall?: boolean;
      };
    };
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
/**
 * Notice and consent (告知同意): 字段 72、73
 */
export interface Consent {
  /**
   * Records of notice and consent (告知同意记录): 个人信息保护法第十四至十七、二十三、二十九条
   *
   * Items: Consent (告知同意)
   */
  records?: {
    /**
     * Receivers (接收方)
     *
     * Items: Receiver (接收方): 目录中的单位标识
     */
    receivers: string[];
    /**
     * Purpose (目的)
     */
    purpose: string;
    /**
     * Groups of fields (数据组)
     */
    groups: DataGroup[];
    form: ConsentForm;
    signer: ConsentSigner;
    date: CalendarDate;
    /**
     * Reference to the file (文件引用)
     */
    file?: string;
    withdrawnAt?: DateTime;
  }[];
  /**
   * Records of notice (告知记录): 不以同意为依据时的告知；个人信息保护法第三十五条
   *
   * Items: Notice (告知)
   */
  notices?: {
    to: ConsentSigner;
    form: ConsentForm;
    date: CalendarDate;
    /**
     * Reference to the file (文件引用)
     */
    file?: string;
  }[];
  /**
   * Why no notice was given (免予告知): 个人信息保护法第十八条第一款、第三十五条
   */
  noticeExemption?: "1" | "2";
  /**
   * Authorisations to check (核对授权书): 社会救助暂行办法第五十八条；每一成年家庭成员
   *
   * Items: Authorisation (核对授权书)
   */
  checkAuthorisations?: {
    name: PersonName;
    validUntil: CalendarDate;
    /**
     * Reference to the file (文件引用)
     */
    file?: string;
  }[];
}
