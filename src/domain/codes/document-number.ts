/** Form of GB/T 9704-2012: the issuing organ's word (代字), the four-digit year in 〔〕, the number without leading zeros, 号. */
const OFFICIAL = /^[\u4e00-\u9fff]{2,16}〔((?:19|20)\d{2})〕([1-9]\d{0,5})号$/;
/** Beginning of a procuratorate's number: its short name, 检, the kind of document. */
const PROCURATORATE = /^[\u4e00-\u9fff]{1,6}检[\u4e00-\u9fff]{1,8}〔20\d{2}〕[1-9]\d{0,5}号$/;
/** Form of a court's case number: the year in （）, the court's code, the kind of case, the number. */
const COURT = /^（20\d{2}）[\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,6}[1-9]\d{0,5}号$/;
/** Kinds of case in which a court grants judicial aid (司法救助). */
const COURT_AID = /^（20\d{2}）[\u4e00-\u9fff]\d{0,4}司救[刑民行赔执访他][1-9]\d{0,5}号$/;
/** Brackets, of any shape, around the year; the two need not match. */
const YEAR = /^(.*?)[〔[【(（﹝［<《](\d{4})[〕\]】)）﹞］>》](.*)$/su;

/** Tells whether a text is the number of an official document (文号, GB/T 9704) or of a court's case. */
export function isDocumentNumber(text: string): boolean {
  return OFFICIAL.test(text) || COURT.test(text);
}

/** Tells whether a document number is a procuratorate's. */
export function isProcuratorateNumber(text: string): boolean {
  return PROCURATORATE.test(text);
}

/** Tells whether a case number is that of a court's judicial aid. */
export function isCourtAidNumber(text: string): boolean {
  return COURT_AID.test(text);
}

/**
 * Rewrites a document number in the form of GB/T 9704: six-angle brackets around the year (a court's case
 * number begins with the year and keeps its round ones), no spaces, no 第, no leading zeros. From a text
 * without a bracketed year only the spaces are removed.
 */
export function normaliseDocumentNumber(text: string): string {
  const bare = text.replace(/\s+/gu, "");
  const parts = YEAR.exec(bare);
  if (parts === null) return bare;
  const [, word = "", year = "", rest = ""] = parts;
  if (word === "") return `（${year}）${rest.replace(/(\D)0+([1-9]\d*号)$/u, "$1$2")}`;
  return `${word}〔${year}〕${rest.replace(/^第/u, "").replace(/^0+(?=[1-9])/u, "")}`;
}
