/** County with its GB/T 2260 code. The divisions are real, the villages and streets in samples are not. */
export interface Place {
  readonly code: string;
  readonly name: string;
  /** Word that stands for the procuratorate in its document numbers. */
  readonly word: string;
  /** Telephone area code. */
  readonly areaCode: string;
  /** Ethnic group (GB/T 3304) whose names are usual in this county. */
  readonly ethnicity: "01" | "02" | "04" | "05";
}

/** Counties that samples are set in. */
export const PLACES: readonly Place[] = [
  { code: "320723", name: "江苏省连云港市灌云县", word: "灌", areaCode: "0518", ethnicity: "01" },
  { code: "330727", name: "浙江省金华市磐安县", word: "磐", areaCode: "0579", ethnicity: "01" },
  { code: "330382", name: "浙江省温州市乐清市", word: "乐", areaCode: "0577", ethnicity: "01" },
  { code: "371722", name: "山东省菏泽市单县", word: "单", areaCode: "0530", ethnicity: "01" },
  { code: "411002", name: "河南省许昌市魏都区", word: "魏", areaCode: "0374", ethnicity: "01" },
  { code: "441302", name: "广东省惠州市惠城区", word: "惠城", areaCode: "0752", ethnicity: "01" },
  { code: "620421", name: "甘肃省白银市靖远县", word: "靖", areaCode: "0943", ethnicity: "01" },
  { code: "150784", name: "内蒙古自治区呼伦贝尔市额尔古纳市", word: "额", areaCode: "0470", ethnicity: "02" },
  { code: "500113", name: "重庆市巴南区", word: "渝巴", areaCode: "023", ethnicity: "01" },
  { code: "653101", name: "新疆维吾尔自治区喀什地区喀什市", word: "喀", areaCode: "0998", ethnicity: "05" },
  { code: "540102", name: "西藏自治区拉萨市城关区", word: "城", areaCode: "0891", ethnicity: "04" },
  { code: "110105", name: "北京市朝阳区", word: "京朝", areaCode: "010", ethnicity: "01" },
];
