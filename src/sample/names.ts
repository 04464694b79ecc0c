import type { Random } from "./random.ts";

const SURNAMES =
  "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 林 郭 何 高 罗 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 欧阳 上官 司徒".split(" ");
const WOMEN = "秀 兰 英 芳 玉 梅 桂 香 丽 娟 敏 静 霞 燕 红 婷 雪 慧 洁 萍".split(" ");
const MEN = "伟 强 军 勇 建 国 明 志 华 平 刚 辉 斌 涛 鹏 峰 林 海 超 德".split(" ");
/** Syllables of Uygur names, which are written with the dot U+00B7. */
const UYGUR = {
  first: "阿依 古丽 热依 麦麦 艾尔 吐尔".split(" "),
  second: "努尔 夏提 木罕 提明 肯江 逊江".split(" "),
  last: "买买提 艾合买提 阿不都拉 依明".split(" "),
};
const TIBETAN = { first: "扎西 卓玛 次仁 达瓦 尼玛 格桑".split(" "), last: "平措 拉姆 顿珠 央金 旺堆".split(" ") };

/** Makes up a person's name from syllables that are usual in an ethnic group (GB/T 3304). */
export function sampleName(random: Random, sex: "1" | "2", ethnicity: string): string {
  if (ethnicity === "05") {
    return `${random.pick(UYGUR.first)}${random.pick(UYGUR.second)}·${random.pick(UYGUR.last)}`;
  }
  if (ethnicity === "04") return `${random.pick(TIBETAN.first)}${random.pick(TIBETAN.last)}`;
  return random.pick(SURNAMES) + sampleGivenName(random, sex);
}

/** Picks a surname, which the members of a family then share. */
export function sampleSurname(random: Random): string {
  return random.pick(SURNAMES);
}

/** Makes up a given name of one or two syllables. */
export function sampleGivenName(random: Random, sex: "1" | "2"): string {
  const syllables = sex === "1" ? MEN : WOMEN;
  return random.pick(syllables) + (random.chance(0.75) ? random.pick(syllables) : "");
}
