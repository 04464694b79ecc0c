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
 * Kind of lead (线索类型): 网关内部编码
 */
export type LeadKind = "1" | "2" | "3" | "4" | "5" | "9";
/**
 * Date (日期): GB/T 7408 (ISO 8601)，YYYY-MM-DD
 */
export type CalendarDate = string;
/**
 * Source of the data (数据来源)
 */
export type DataSource = "1" | "2" | "3" | "4" | "5";
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
 * Ethnic group (民族): GB/T 3304
 */
export type Ethnicity =
  | "01"
  | "02"
  | "03"
  | "04"
  | "05"
  | "06"
  | "07"
  | "08"
  | "09"
  | "10"
  | "11"
  | "12"
  | "13"
  | "14"
  | "15"
  | "16"
  | "17"
  | "18"
  | "19"
  | "20"
  | "21"
  | "22"
  | "23"
  | "24"
  | "25"
  | "26"
  | "27"
  | "28"
  | "29"
  | "30"
  | "31"
  | "32"
  | "33"
  | "34"
  | "35"
  | "36"
  | "37"
  | "38"
  | "39"
  | "40"
  | "41"
  | "42"
  | "43"
  | "44"
  | "45"
  | "46"
  | "47"
  | "48"
  | "49"
  | "50"
  | "51"
  | "52"
  | "53"
  | "54"
  | "55"
  | "56"
  | "97"
  | "98";
/**
 * Marital status (婚姻状况): GB/T 2261.2
 */
export type MaritalStatus = "10" | "20" | "21" | "22" | "23" | "30" | "40" | "90";
/**
 * Kind of household registration (户口性质)
 */
export type HukouType = "1" | "2" | "3";
/**
 * Life status (生存状态)
 */
export type LifeStatus = "1" | "2" | "3" | "4" | "5";
/**
 * Family relation (家庭关系): GB/T 4761-2008
 */
export type FamilyRelation =
  | "01"
  | "02"
  | "10"
  | "11"
  | "12"
  | "20"
  | "21"
  | "22"
  | "23"
  | "24"
  | "25"
  | "26"
  | "27"
  | "28"
  | "29"
  | "30"
  | "31"
  | "32"
  | "33"
  | "34"
  | "35"
  | "36"
  | "37"
  | "38"
  | "39"
  | "40"
  | "41"
  | "42"
  | "43"
  | "44"
  | "45"
  | "46"
  | "47"
  | "48"
  | "49"
  | "50"
  | "51"
  | "52"
  | "53"
  | "54"
  | "55"
  | "56"
  | "57"
  | "58"
  | "59"
  | "60"
  | "61"
  | "62"
  | "63"
  | "64"
  | "65"
  | "66"
  | "67"
  | "68"
  | "69"
  | "70"
  | "71"
  | "72"
  | "73"
  | "74"
  | "75"
  | "76"
  | "77"
  | "78"
  | "79"
  | "80"
  | "81"
  | "82"
  | "83"
  | "84"
  | "85"
  | "86"
  | "87"
  | "88"
  | "89"
  | "90"
  | "91"
  | "92"
  | "93"
  | "94"
  | "95"
  | "96"
  | "97"
  | "99";
/**
 * Preferred way (联系方式偏好)
 */
export type ContactWay = "1" | "2" | "3" | "4" | "5";
/**
 * Health (健康状况): GB/T 2261.3
 */
export type HealthStatus =
  | "10"
  | "20"
  | "30"
  | "31"
  | "32"
  | "33"
  | "34"
  | "35"
  | "36"
  | "37"
  | "38"
  | "41"
  | "49"
  | "60"
  | "61"
  | "62"
  | "63"
  | "64"
  | "65"
  | "66"
  | "67"
  | "69";
/**
 * Self-care (自理能力)
 */
export type SelfCare = "1" | "2" | "3";
/**
 * Disability class (残疾类别): GB/T 26341-2010
 */
export type DisabilityClass = "1" | "2" | "3" | "4" | "5" | "6" | "7";
/**
 * Disability grade (残疾等级): GB/T 26341-2010
 */
export type DisabilityGrade = "1" | "2" | "3" | "4";
/**
 * Urban or rural (城乡类别)
 */
export type HouseholdKind = "1" | "2";
/**
 * Employment status (从业状况): GB/T 2261.4
 */
export type EmploymentStatus = "11" | "13" | "17" | "21" | "24" | "27" | "31" | "37" | "51" | "54" | "70" | "80" | "90";
/**
 * Amount of money, may be negative (金额(可为负)): 人民币元，JSON 数字或十进制字符串，至多两位小数；经营净收入可为负
 */
export type SignedMoney = number | string;
/**
 * Ability to support (赡(扶)养能力)
 */
export type SupportAbility = "1" | "2" | "3";
/**
 * Amount of money (金额): 人民币元，JSON 数字或十进制字符串，至多两位小数，绝对值小于 10^12；不接受万元
 */
export type Money = number | string;
/**
 * Whose property (财产填报范围)
 */
export type PropertyScope = "household" | "person";
/**
 * Holding (持有情况)
 */
export type Holding = "has" | "none" | "unknown";
/**
 * Kind of difficulty (困难类型)
 */
export type DifficultyType = "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "99";
/**
 * Nature of the difficulty (困难性质)
 */
export type DifficultyNature = "1" | "2" | "3";
/**
 * Degree of the difficulty (困难程度)
 */
export type DifficultyLevel = "1" | "2" | "3";
/**
 * Priority group (重点人群)
 */
export type SpecialGroup = "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10";
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
 * Wish to apply (申请意愿)
 */
export type ApplyIntent = "1" | "2" | "3";
/**
 * Category of social aid (社会救助类别): 01 至 06 依国办发〔2023〕39号低收入人口分类；21 以上为专项救助
 */
export type AidCategory =
  "01" | "02" | "03" | "04" | "05" | "06" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" | "99";
/**
 * Education (学历): GB/T 4658
 */
export type EducationLevel = "10" | "20" | "30" | "40" | "60" | "70" | "80" | "90";
/**
 * Capacity for work (劳动能力)
 */
export type LabourCapacity = "1" | "2" | "3";
/**
 * Kind of guardianship (监护类型): 民法典第二十七至三十二条；未成年人保护法第九十二至九十四条
 */
export type GuardianKind = "1" | "2" | "3" | "4" | "5" | "6";
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
 * Kind of attachment (附件类型)
 */
export type AttachmentType = "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/**
 * Reverse lead (反向线索移送): 社会救助部门向检察机关移送司法救助线索
 */
export interface ReverseLead {
  /**
   * Header (线索信息)
   */
  header: {
    transferId: Uuid;
    documentNumber?: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "REVERSE_LEAD";
    supersedes?: SupersededTransfer;
    urgency: Urgency;
    legalBasis: LegalBasis;
    from: Organisation;
    secrecy: Secrecy;
    issuedAt: DateTime;
    currencyUnit: CurrencyUnit;
    officer: Officer;
  };
  /**
   * Subjects (线索对象)
   *
   * Items: Subject of the lead (线索对象)
   */
  subjects: {
    personId: PersonId;
    /**
     * Lead (线索): 部门发现的司法救助线索
     */
    lead: {
      kind: LeadKind;
      foundOn: CalendarDate;
      source?: DataSource;
      /**
       * Description (线索说明): 不写罪名
       */
      description: string;
      /**
       * Related case number (相关案件编号)
       */
      relatedCase?: string;
    };
    identity: Identity;
    demographics?: Demographics;
    address?: AddressGroup;
    contact: Contact;
    health?: Health;
    disability?: Disability;
    household?: Household;
    income?: Income;
    property?: Property;
    expenses?: Expenses;
    difficulty?: Difficulty;
    needs?: Needs;
    existingAid?: ExistingAid;
    education?: Education;
    employment?: Employment;
    guardianship?: Guardianship;
    consent?: Consent;
    attachments?: Attachments;
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
/**
 * Demographics (人口信息): 字段 26 至 28、40、42
 */
export interface Demographics {
  ethnicity?: Ethnicity;
  /**
   * Nationality (国籍): GB/T 2659 三字母代码
   */
  nationality: string;
  maritalStatus?: MaritalStatus;
  hukouType?: HukouType;
  lifeStatus: LifeStatus;
  diedOn?: CalendarDate;
}
/**
 * Address (地址): 字段 39
 */
export interface AddressGroup {
  registered?: Address;
  residence: Address;
}
/**
 * Address (地址)
 */
export interface Address {
  division: Division;
  /**
   * Year of the code list (区划代码年份): 区划代码会变动
   */
  codeYear?: number;
  /**
   * Address in words (详细地址)
   */
  text: string;
}
/**
 * Contact (联系方式): 字段 44
 */
export interface Contact {
  /**
   * Contact persons (联系人)
   *
   * Items: Contact person (联系人)
   */
  persons: {
    name: PersonName;
    relation: FamilyRelation;
    phone?: Phone;
    preferredWay?: ContactWay;
    /**
     * Safe to call (可安全去电): false 时不得直接去电
     */
    safeToCall: boolean;
  }[];
}
/**
 * Health (健康): 字段 31、33、34
 */
export interface Health {
  status?: HealthStatus;
  /**
   * Serious diseases (重病病种)
   *
   * Items: Disease (病种)
   */
  diseases?: {
    /**
     * Name (病种名称)
     */
    name: string;
    /**
     * ICD-10 category (ICD-10 编码): GB/T 14396 (ICD-10) 三位类目
     */
    icd10?: string;
  }[];
  selfCare?: SelfCare;
}
/**
 * Disability (残疾): 字段 32
 */
export interface Disability {
  /**
   * Disability cards (残疾人证)
   *
   * Items: Disability card (残疾人证)
   */
  cards: {
    class: DisabilityClass;
    grade: DisabilityGrade;
    /**
     * Number of the card (残疾人证号): 18 位身份证号 + 类别 + 等级，可带补换发后缀 B1、B2…
     */
    number?: string;
  }[];
}
/**
 * Household (家庭): 字段 47 至 49
 */
export interface Household {
  /**
   * Household number (家庭编号)
   */
  householdId: string;
  /**
   * Size of the household (家庭人口)
   */
  size: number;
  kind?: HouseholdKind;
  headName: PersonName;
  /**
   * Members of the household (共同生活成员): 含救助对象本人
   *
   * Items: Member (家庭成员)
   */
  members: {
    personId?: PersonId;
    name: PersonName;
    idType?: IdType;
    idNumber?: IdNumber;
    originalIdNumber?: OldIdNumber;
    relation: FamilyRelation;
    birth?: PartialDate;
    health?: HealthStatus;
    employment?: EmploymentStatus;
    income?: SignedMoney;
    /**
     * Note on a share in two households (跨户说明)
     */
    shareNote?: string;
  }[];
  /**
   * Persons with a duty to support (法定赡(扶)养人): 不共同生活的法定赡养、抚养、扶养义务人
   *
   * Items: Supporter (赡(扶)养人)
   */
  supporters?: {
    relation: FamilyRelation;
    ability: SupportAbility;
  }[];
  /**
   * Confirmed that nobody has a duty to support (确认无法定义务人): 为 true 时不得填写法定赡(扶)养人
   */
  noSupporter?: boolean;
}
/**
 * Income (收入): 字段 50 至 53、57
 */
export interface Income {
  /**
   * Period (收入期间): 默认移送前 12 个月
   */
  period: {
    from: CalendarDate;
    to: CalendarDate;
  };
  wage?: Money;
  business?: SignedMoney;
  property?: Money;
  transfer?: Money;
  other?: Money;
  total: SignedMoney;
  perCapitaMonthly: SignedMoney;
  /**
   * Local subsistence line (当地低保标准)
   */
  subsistenceLine: {
    amount: Money;
    division: Division;
    /**
     * Year (年度)
     */
    year: number;
  };
  /**
   * Local disposable income (当地人均可支配收入): 上年度居民人均可支配收入，刚性支出困难家庭认定用
   */
  localDisposable?: {
    amount: Money;
    division: Division;
    /**
     * Year (年度)
     */
    year: number;
  };
  /**
   * Provenance (数据来源): 家庭经济数据的来源
   */
  provenance: {
    source: DataSource;
    collectedOn: CalendarDate;
    /**
     * Verified by (核实人)
     */
    verifiedBy?: string;
  };
}
/**
 * Property (财产): 每类标明有、无或不详
 */
export interface Property {
  scope?: PropertyScope;
  /**
   * Deposits (存款)
   */
  deposits: {
    holding: Holding;
    amount?: Money;
  };
  /**
   * Securities (有价证券)
   */
  securities: {
    holding: Holding;
    amount?: Money;
  };
  /**
   * Houses (房产)
   */
  houses: {
    holding: Holding;
    /**
     * Houses (房产)
     *
     * Items: House (房产)
     */
    items?: {
      /**
       * Floor area, m² (建筑面积(平方米)): 平方米，JSON 数字或十进制字符串，至多两位小数
       */
      area: number | string;
      /**
       * Count (套数)
       */
      count: number;
      /**
       * Nature (性质)
       */
      nature: string;
    }[];
  };
  /**
   * Vehicles (车辆)
   */
  vehicles: {
    holding: Holding;
    /**
     * Vehicles (车辆)
     *
     * Items: Vehicle (车辆)
     */
    items?: {
      /**
       * Type (类型)
       */
      type: string;
      /**
       * Year (年份)
       */
      year?: number;
    }[];
  };
  /**
   * Businesses (经营实体)
   */
  businesses: {
    holding: Holding;
    /**
     * Businesses (经营实体)
     *
     * Items: Business (经营实体)
     */
    items?: {
      /**
       * Name (名称)
       */
      name: string;
      value?: Money;
    }[];
  };
  /**
   * Other property (其他财产)
   */
  other?: {
    holding: Holding;
    amount?: Money;
    /**
     * Note (说明)
     */
    note?: string;
  };
}
/**
 * Rigid expenses and debts (刚性支出与负债): 字段 55、56；与收入同一期间
 */
export interface Expenses {
  medical?: Money;
  education?: Money;
  disabilityCare?: Money;
  housing?: Money;
  other?: Money;
  /**
   * Debts (负债)
   *
   * Items: Debt (负债)
   */
  debts?: {
    amount: Money;
    /**
     * Reason (原因)
     */
    reason: string;
  }[];
}
/**
 * Difficulty (困难): 字段 41、58 至 61
 */
export interface Difficulty {
  /**
   * Kinds of difficulty (困难类型)
   */
  types: DifficultyType[];
  nature: DifficultyNature;
  level: DifficultyLevel;
  /**
   * Long-term care (长期保障): 需要时写明理由
   */
  longTerm: {
    /**
     * Needed (需长期保障)
     */
    needed: boolean;
    /**
     * Reason (理由)
     */
    reason?: string;
  };
  /**
   * Priority groups (重点人群): 可同属多类
   */
  specialGroups: SpecialGroup[];
}
/**
 * Needs (救助需求): 字段 67 至 69
 */
export interface Needs {
  /**
   * Needs (需求)
   *
   * Items: Need (需求)
   */
  items: {
    code: NeedCode;
    urgency: Urgency;
    wantedBy?: CalendarDate;
    department?: Department;
    place?: Division;
  }[];
  /**
   * Suggestion (帮扶建议): 不写案件事实
   */
  suggestion?: string;
  willApply: ApplyIntent;
  /**
   * Number of the application (已申请编号): 申请意愿为 3 时填写
   */
  applicationNumber?: string;
  /**
   * Application started in parallel (同步启动申请): 检察机关已协助同步启动社会救助申请
   */
  helpedApply: boolean;
}
/**
 * Existing social aid (已享社会救助): 字段 70、71
 */
export interface ExistingAid {
  /**
   * Confirmed none (确认未享受): 为 true 时不得填写已享救助
   */
  noneConfirmed: boolean;
  /**
   * Current aid (已享救助)
   *
   * Items: Aid (已享救助)
   */
  current?: {
    category: AidCategory;
    since?: CalendarDate;
    monthlyAmount?: Money;
    /**
     * Authority (批准机关)
     */
    authority?: string;
    source?: DataSource;
    asOf: CalendarDate;
  }[];
  /**
   * Pending (办理中)
   *
   * Items: Pending (办理中)
   */
  pending?: {
    /**
     * Item (事项)
     */
    item: string;
    /**
     * Number of acceptance (受理编号)
     */
    acceptanceNumber?: string;
    acceptedOn?: CalendarDate;
  }[];
}
/**
 * Education (教育): 字段 29、38
 */
export interface Education {
  level?: EducationLevel;
  /**
   * School (学校): 特殊保护时不对外提供
   */
  school?: string;
  /**
   * Grade (年级)
   */
  grade?: string;
}
/**
 * Employment (就业): 字段 35 至 37
 */
export interface Employment {
  labour?: LabourCapacity;
  status?: EmploymentStatus;
  /**
   * Employer (工作单位)
   */
  employer?: string;
  /**
   * Member of a trade union (工会会员)
   */
  unionMember?: boolean;
}
/**
 * Guardianship (监护): 字段 45
 */
export interface Guardianship {
  /**
   * Guardians (监护人): 未满 18 周岁必填
   *
   * Items: Guardian (监护人)
   */
  guardians: {
    name: PersonName;
    idType?: IdType;
    idNumber?: IdNumber;
    originalIdNumber?: OldIdNumber;
    relation: FamilyRelation;
    phone?: Phone;
    kind: GuardianKind;
    /**
     * Legal document (法律文书)
     */
    legalDocument?: string;
    /**
     * Conflict of interest (监护冲突): 监护人即加害人；为 true 时不得由其同意或作为联系人
     */
    conflict: boolean;
  }[];
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
/**
 * Attachments (附件): 字段 74；只传描述，不含文件内容
 */
export interface Attachments {
  /**
   * Attachments (附件)
   *
   * Items: Attachment (附件)
   */
  items: {
    type: AttachmentType;
    /**
     * Title (标题)
     */
    title: string;
    /**
     * Media type (媒体类型): RFC 6838
     */
    mediaType: string;
    /**
     * Size in bytes (字节数)
     */
    bytes: number;
    /**
     * Digest algorithm (摘要算法): GB/T 32905 (SM3) 或 SHA-256
     */
    digestAlgorithm: "SM3" | "SHA-256";
    /**
     * Digest (摘要): 十六进制小写
     */
    digest: string;
    /**
     * Pages (页数)
     */
    pages?: number;
    secrecy: Secrecy;
    /**
     * Redacted (已脱敏)
     */
    redacted: boolean;
  }[];
}
