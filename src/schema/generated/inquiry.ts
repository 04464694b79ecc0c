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
 * Urgency (紧急程度)
 */
export type Urgency = "1" | "2" | "3" | "9";
/**
 * Legal basis (处理依据): 个人信息保护法第十三条
 */
export type LegalBasis = "consent" | "statutory-duty" | "emergency";
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
 * Purpose of the inquiry (查询目的): 网关内部编码
 */
export type InquiryPurpose = "U1" | "U2" | "U3" | "U4";
/**
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
/**
 * Question (查询事项): 网关内部编码
 */
export type InquiryQuestion =
  "Q01" | "Q02" | "Q03" | "Q04" | "Q05" | "Q06" | "Q07" | "Q08" | "Q09" | "Q10" | "Q11" | "Q12" | "Q13" | "Q14" | "Q15";
/**
 * Person number (内部人员号): 发送方内部编号，不得为证件号码
 */
export type PersonId = string;
/**
 * Identity document (证件类型): 网关内部编码；对应 GA/T 517、WS/T 364 (CV02.01.101)、JY/T 1001
 */
export type IdType = "00" | "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10";
/**
 * Number of the document (证件号码): 按证件类型校验：01/03 依 GB 11643-1999
 */
export type IdNumber = string;
/**
 * 15-digit citizen number (15 位居民身份证号): 由 15 位旧号补为 18 位时保留原号；有此项即表示证件号码为推导所得
 */
export type OldIdNumber = string;
/**
 * Verification (核验状态)
 */
export type IdVerification = "0" | "1" | "2" | "3";
/**
 * Sex (性别): GB/T 2261.1
 */
export type Sex = "0" | "1" | "2" | "9";
/**
 * Field that is compared (比对字段): 网关内部编码
 */
export type InquiryField = "held" | "kind" | "level" | "amount" | "number" | "from" | "until" | "organisation";

/**
 * Inquiry (查询函): 为办理司法救助与社会救助衔接，就不超过 50 名对象向有关单位查询或者比对；开启一个移送
 */
export interface Inquiry {
  /**
   * Header (查询信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "INQUIRY";
    supersedes?: SupersededTransfer;
    urgency: Urgency;
    legalBasis: LegalBasis;
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
  purpose: InquiryPurpose;
  /**
   * Authorisation (查询授权): 社会救助暂行办法第五十八条：查询收入、财产状况，须有家庭的请求或者委托
   */
  authorisation?: {
    /**
     * Kind of authorisation (授权方式): 网关内部编码
     */
    kind: "1" | "2";
    /**
     * Reference of the authorisation (授权书编号): 授权书在发送方的编号，不填姓名
     */
    reference: string;
    validUntil: CalendarDate;
  };
  /**
   * Questions (查询事项): 每一事项适用于每一名对象
   *
   * Items: Question (查询事项)
   */
  questions: {
    code: InquiryQuestion;
    /**
     * Mode (查询方式): 网关内部编码
     */
    mode?: "compare" | "value";
  }[];
  /**
   * Subjects (查询对象)
   *
   * Items: Subject (查询对象)
   */
  subjects: {
    personId: PersonId;
    identity: Identity;
    /**
     * What the sender states (我方数值): 比对事项须填写；只填比对所必需者
     *
     * Items: Stated value (我方数值)
     */
    stated?: {
      question: InquiryQuestion;
      field: InquiryField;
      /**
       * Value (数值): 是否享有填 yes 或者 no；日期填 YYYY-MM-DD；金额以元计
       */
      value: string;
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
/**
 * Identity (身份): 字段 20 至 25
 */
export interface Identity {
  name: PersonName;
  /**
   * Former names (曾用名)
   */
  formerNames?: PersonName[];
  idType: IdType;
  idNumber?: IdNumber;
  originalIdNumber?: OldIdNumber;
  /**
   * Why there is no document (无证件原因)
   */
  noIdReason?: string;
  /**
   * Verification of the document (证件核验)
   */
  verification: {
    status: IdVerification;
    /**
     * Source (核验来源)
     */
    source?: string;
    at?: DateTime;
  };
  sex: Sex;
  birth: PartialDate;
}
/**
 * Date, perhaps incomplete (日期(可不完整)): GB/T 7408 (ISO 8601)；日或月不详时写明精度，不补零
 */
export interface PartialDate {
  /**
   * Date (日期): 与精度一致：D 为 YYYY-MM-DD，M 为 YYYY-MM，Y 为 YYYY；U 时不填
   */
  date?: string;
  /**
   * Precision (精度): Y 年、M 月、D 日、U 不详
   */
  precision: "Y" | "M" | "D" | "U";
}
