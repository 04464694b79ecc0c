/** Generated from the JSON Schemas by `npm run generate`; not to be edited. */

/**
 * Identifier (标识): RFC 9562 UUID，小写
 */
export type Uuid = string;
/**
 * Person number (内部人员号): 发送方内部编号，不得为证件号码
 */
export type PersonId = string;
/**
 * Time (时间): RFC 3339，须带时区偏移
 */
export type DateTime = string;

/**
 * Withdrawal (撤回): 撤回本移送中已发送的报文或人员；以 message、transferId、personIds、all 之一指明
 */
export interface Withdrawal {
  /**
   * Reason of the withdrawal (撤回原因): 网关内部编码
   */
  reason: "W01" | "W02" | "W03" | "W04" | "W05" | "W99";
  /**
   * Note (说明): 原因为 W99 时必填
   */
  note?: string;
  message?: Uuid;
  transferId?: Uuid;
  /**
   * Persons who are withdrawn (被撤回的人员): 从已收到其信息的各单位撤回；单位以回执确认
   */
  personIds?: PersonId[];
  /**
   * All messages (全部撤回): 撤回本移送中发送方的全部报文
   */
  all?: true;
  issuedAt?: DateTime;
  /**
   * Deletion required (要求删除): 接收方须确认删除或停止使用；个人信息保护法第四十七条
   */
  deletionRequired?: boolean;
}
