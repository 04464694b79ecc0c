/**
 * Text of a package for whoever holds the disc: what it is, who can open it, what to do. With a byte order mark and CRLF, so
 * that the editor of an old Windows shows it too.
 */
export const PACKAGE_README = `\uFEFF${[
  "救助衔接网关　离线包",
  "",
  "本文件夹（扩展名 .aidpkg）内是一件加密的移送数据包，只有接收单位的私钥能够打开。",
  "请勿修改其中任何文件：网关对每个文件签名，改动后不能打开。",
  "",
  "打开：在装有本单位密钥和网关信任文件（gateway.trust.json）的计算机上，无须联网，执行",
  "    aidx open-package 文件名.aidpkg --out 保存目录",
  "或者执行 aidx desk，在浏览器中选择本文件。",
  "办完后，把生成的 .aidreceipt（回执）和 .aidmsg（反馈）文件刻盘带回，由网关一侧执行 aidx import-package。",
  "拾到本盘者，请交还盘面所示单位。",
  "",
  "Aid Exchange Gateway: off-line package",
  "",
  "This file (.aidpkg) holds one sealed packet. Only the recipient's private key opens it.",
  "Change nothing in it: the gateway has signed each file, and a changed one is refused.",
  "",
  "To open it, without a network, on the machine that has your unit's keys and gateway.trust.json:",
  "    aidx open-package FILE.aidpkg --out FOLDER",
  "or run: aidx desk, and choose this file in the browser.",
  "Then carry the files .aidreceipt (receipt) and .aidmsg (feedback) back; there they are handed in with: aidx import-package",
  "Whoever finds this disc: please return it to the unit named on it.",
  "",
].join("\r\n")}`;
