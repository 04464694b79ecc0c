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
 * Record of the joint meeting (联席会议纪要): 联席会议的议题、议定事项、责任单位与完成时限，以及上次议定事项的落实情况；不涉及具体救助对象；开启一个移送
 */
export interface Meeting {
  /**
   * Header (纪要信息)
   */
  header: {
    transferId: Uuid;
    documentNumber: DocumentNumber;
    /**
     * Kind of message (报文类型)
     */
    messageType: "MEETING";
    supersedes?: SupersededTransfer;
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
  heldOn: CalendarDate;
  /**
   * Period of the report (通报期间): 所讨论通报的期间，如 2026-10
   */
  period?: string;
  /**
   * Place (会议地点)
   */
  place?: string;
  /**
   * Chair (主持): 主持人的单位和职务，可写姓名；不写救助对象
   */
  chair: string;
  /**
   * Participants (参加单位)
   *
   * Items: Participant (参加单位)
   */
  participants: {
    /**
     * Party (单位标识): 目录中的单位标识；目录中没有的单位不填
     */
    party?: string;
    /**
     * Name (单位名称)
     */
    name: string;
    /**
     * Absent (未参加)
     */
    absent?: boolean;
  }[];
  /**
   * Agenda (议题)
   *
   * Items: Item of the agenda (议题)
   */
  agenda: {
    /**
     * Number (序号)
     */
    number: number;
    /**
     * Kind (种类): 网关内部编码
     */
    kind: "overdue" | "jurisdiction" | "conflict" | "reasons" | "letters" | "decisions" | "other";
    /**
     * Text (内容): 不写姓名与案件事实
     */
    text: string;
    /**
     * Department that it is about (涉及单位): 目录中的单位标识
     */
    about?: string;
  }[];
  /**
   * Decisions (议定事项): 没有的，为空
   *
   * Items: Decision (议定事项)
   */
  decisions: {
    decisionId: Uuid;
    /**
     * Item of the agenda (所属议题): 议题序号
     */
    agenda?: number;
    /**
     * Text (内容): 不写姓名与案件事实
     */
    text: string;
    /**
     * Who does it (责任单位): 首位为牵头单位
     *
     * Items: Who does it (责任单位): 目录中的单位标识
     */
    owners: string[];
    due: CalendarDate;
  }[];
  /**
   * State of last decisions (上次议定事项落实情况)
   *
   * Items: State (落实情况)
   */
  last?: {
    decisionId: Uuid;
    /**
     * State (状态): 网关内部编码
     */
    state: "done" | "open" | "dropped";
    on?: CalendarDate;
    due?: CalendarDate;
    /**
     * Note (说明): 不再办理的须写明理由；不写姓名与案件事实
     */
    note?: string;
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
