/**
 * Pattern of an offence's name that ends in 罪. Excluded: 罪 behind a character that makes it crime, guilt or plea in
 * general, and the words 罪犯, 罪行, 罪名, 罪责.
 */
const NAMED = /[\u4e00-\u9fff]{2}(?<![犯有无定认得受赔谢怪问治])罪(?![犯行名责])/u;
/** Spaces and invisible characters: a reader reads a word through them. */
const BETWEEN = /\s|\p{Default_Ignorable_Code_Point}/gu;
/** Offences against persons that are written without 罪 as well. */
const BARE = /强奸|轮奸|猥亵|性侵|故意伤害|故意杀人|过失致人|拐卖|抢劫|非法拘禁|卖淫/u;

/**
 * Tells whether a text names an offence (罪名). A transfer must contain none: it would tell every
 * recipient what was done to the person.
 */
export function namesOffence(text: string): boolean {
  const close = text.replace(BETWEEN, "");
  return BARE.test(close) || NAMED.test(close);
}
