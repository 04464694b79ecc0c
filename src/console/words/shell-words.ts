import type { Words } from "../../domain/bilingual.ts";

/** Words of the frame around every page. */
export const SHELL_WORDS = {
  "shell.product": { zh: "救助衔接网关", en: "Aid Exchange Gateway" },
  "shell.skip": { zh: "跳到正文", en: "Skip to the content" },
  "shell.menu": { zh: "主菜单", en: "Main menu" },
  "shell.home": { zh: "首页", en: "Home" },
  "shell.log": { zh: "透明日志", en: "Transparency log" },
  "shell.evidence": { zh: "证据核验", en: "Verify evidence" },
  "shell.language": { zh: "English", en: "中文" },
  "shell.languageLabel": { zh: "切换为英文 Switch to English", en: "切换为中文 Switch to Chinese" },
  "shell.help": { zh: "帮助", en: "Help" },
  "shell.keys": { zh: "键盘快捷键", en: "Keyboard shortcuts" },
  "shell.keysOn": { zh: "启用单键快捷键", en: "Single-key shortcuts are on" },
  "shell.close": { zh: "关闭", en: "Close" },
  "shell.notFound": { zh: "没有此页面", en: "There is no such page" },
  "shell.notFoundWhat": {
    zh: "地址有误，或该页面已更名。请从主菜单进入。",
    en: "The address is wrong, or the page has another name now. Use the main menu.",
  },
  "shell.offline": {
    zh: "网络已断开：已打开的内容可继续使用，其余须待网络恢复。",
    en: "Off line: what is open stays usable, everything else needs the network.",
  },
  "keys.help": { zh: "显示本帮助", en: "Show this help" },
  "keys.home": { zh: "回到首页", en: "Go to the home page" },
  "keys.log": { zh: "打开透明日志", en: "Open the transparency log" },
  "keys.evidence": { zh: "打开证据核验", en: "Open evidence verification" },
  "keys.next": { zh: "下一行（回车打开）", en: "Next row (Enter opens it)" },
  "keys.previous": { zh: "上一行", en: "Previous row" },
  "keys.select": { zh: "选择所在行", en: "Select the row" },
  "keys.accept": { zh: "签收（须再确认）", en: "Accept (asks again)" },
  "keys.reject": { zh: "拒收（须再确认）", en: "Refuse (asks again)" },
  "keys.print": { zh: "打印移送函", en: "Print the letter" },
  "session.over": { zh: "会话已结束", en: "The session is over" },
  "session.idle": { zh: "已有 15 分钟未操作。", en: "Nothing was done for 15 minutes." },
  "session.refused": {
    zh: "网关不再接受本单位的密钥或令牌。若密钥刚更换或单位被停用，请联系网关运维人员。",
    en: "The gateway does not accept this unit's key or token any more. After a change of keys, or a suspension, ask its operator.",
  },
  "session.kept": {
    zh: "页面上已填写的内容仍在，重新登录后可继续。",
    en: "What is filled in on the page is still there; sign in again and go on.",
  },
  "session.again": { zh: "重新登录并继续", en: "Sign in again and go on" },
  "keys.escape": { zh: "关闭对话框", en: "Close a dialog" },
  "home.title": { zh: "救助衔接网关", en: "Aid Exchange Gateway" },
  "home.what": {
    zh: "检察机关与社会救助部门之间移送救助线索，全程加密、签名、留痕。",
    en: "Carries referrals between procuratorates and departments of social aid: encrypted, signed, on record.",
  },
  "home.desk": { zh: "本单位工作台", en: "Your unit's desk" },
  "home.inbox": {
    zh: "打开、核验、签收或拒收移送给本单位的数据包，打印、导出。须以本单位密钥登录。",
    en: "Open, verify, accept or refuse the packets for your unit; print and export them. Sign in with the unit's key.",
  },
  "home.compose": {
    zh: "检察院：用 Excel 或者表单填写移送清单，核对各部门将看到什么，签名移送并跟踪办理。须以本单位密钥登录。",
    en: "For procuratorates: fill in a list by workbook or form, see what each department will get, send and follow it. Sign in with the unit's key.",
  },
  "home.public": { zh: "无须登录", en: "Without signing in" },
  "home.log": {
    zh: "查看网关公布的审计日志，在本页核验其签名、见证与只增不改。",
    en: "Look at the published audit log; its signature, witnesses and growth are verified in this page.",
  },
  "home.evidence": {
    zh: "打开一件移送的证据文件（ZIP），在本机逐项核验，文件不离开本机。",
    en: "Open the evidence of a referral (ZIP) and verify it step by step on this machine; the file stays here.",
  },
} as const satisfies Words;
