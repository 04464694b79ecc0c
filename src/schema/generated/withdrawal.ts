/** Generated from the JSON Schemas by `npm run generate`; not to be edited. */

/**
 * Identifier (标识): RFC 9562 UUID，小写
 */
export type Uuid = string;
/**
 * Time (时间): RFC 3339，须带时区偏移
 */
export type DateTime = string;

/**
 * Withdrawal (撤回): 撤回本线索中已移送的清单
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
  transferId?: Uuid;
  issuedAt?: DateTime;
  /**
   * Deletion required (要求删除): 接收方须确认删除或停止使用；个人信息保护法第四十七条
   */
  deletionRequired?: boolean;
}
