/** Every screen of the console, by the route that the router has for it: who sees it, and what it shows. */

/** Who is at the desk: a party of the demo, or nobody. */
export type Visitor = "auditor" | "civil-affairs" | "nobody" | "operator" | "procuratorate";

/** What the gateway holds when the screens with something on them are walked. */
export interface Held {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
}

/** A screen, and how its states are reached. */
export interface Screen {
  readonly visitor: Visitor;
  /** Address with something on it. */
  readonly at: (held: Held) => string;
  /** What only that shows. */
  readonly shows: RegExp | string;
  /** What it says when there is nothing yet, or when the packet is not there; absent: it asks the gateway nothing when it is opened. */
  readonly empty?: RegExp | string;
}

const own = (path: string) => () => path;
const packetOf = (path: string) => (held: Held) => `${path}/${held.packet}`;

/** The screens. A route that is not named here fails the walk. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  "/": { visitor: "nobody", at: own("/"), shows: "无须登录" },
  "/log": { visitor: "nobody", at: own("/log"), shows: "只增不改", empty: "只增不改" },
  "/evidence": { visitor: "nobody", at: own("/evidence"), shows: "文件不会上传" },
  "/inbox": { visitor: "civil-affairs", at: own("/inbox"), shows: "已列出 1 件", empty: "没有待签收的数据包" },
  "/archive": { visitor: "civil-affairs", at: own("/archive"), shows: "已列出 1 件", empty: "还没有收到过数据包" },
  "/packets/$id": {
    visitor: "civil-affairs",
    at: packetOf("/packets"),
    shows: "网关所指的日志条目已公布",
    empty: /未找到|不存在/,
  },
  "/disc": { visitor: "civil-affairs", at: own("/disc"), shows: "打开盘上的离线包" },
  "/lead": { visitor: "civil-affairs", at: own("/lead"), shows: "反向线索" },
  "/compose": { visitor: "procuratorate", at: own("/compose"), shows: "新建移送" },
  "/sent": { visitor: "procuratorate", at: own("/sent"), shows: "已列出 1 份", empty: "还没有移送过" },
  "/sent/$id": {
    visitor: "procuratorate",
    at: ({ message }) => `/sent/${message}`,
    shows: "受理",
    empty: /未找到|不存在/,
  },
  "/work/$list": { visitor: "procuratorate", at: own("/work".concat("/due")), shows: "目前没有", empty: "目前没有" },
  "/board": { visitor: "procuratorate", at: own("/board"), shows: "目前没有", empty: "目前没有" },
  "/reports": { visitor: "procuratorate", at: own("/reports"), shows: "月", empty: "月" },
  "/audit": { visitor: "auditor", at: own("/audit"), shows: "共 1 件", empty: "共 0 件" },
  "/audit/deliveries": {
    visitor: "auditor",
    at: own("/audit/deliveries"),
    shows: "已列出 1 件",
    empty: "没有符合条件的数据包",
  },
  "/audit/packets/$id": {
    visitor: "auditor",
    at: packetOf("/audit/packets"),
    shows: "条目原文",
    empty: /未找到|不存在/,
  },
  "/audit/events": {
    visitor: "auditor",
    at: own("/audit/events?type=sealed"),
    shows: "已列出 1 条",
    empty: "没有符合条件的条目",
  },
  "/audit/reads": {
    visitor: "auditor",
    at: own("/audit/reads"),
    shows: /已列出 \d+ 条/,
    empty: /没有符合条件的条目|已列出/,
  },
  "/audit/evidence/$thread": {
    visitor: "auditor",
    at: ({ thread }) => `/audit/evidence/${thread}`,
    shows: "取得证据",
  },
  "/audit/statements": {
    visitor: "auditor",
    at: own(
      `/audit/statements?party=civil-affairs&month=${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)}`,
    ),
    shows: "对账单列有 1 件",
    empty: "对账单列有 0 件",
  },
  "/ops": { visitor: "operator", at: own("/ops"), shows: "各项数字", empty: "各项数字" },
  "/ops/packets": {
    visitor: "operator",
    at: own("/ops/packets?state=delivered"),
    shows: "已列出 1 件",
    empty: "没有符合条件的数据包",
  },
  "/ops/packets/$id": { visitor: "operator", at: packetOf("/ops/packets"), shows: "由谁处理", empty: /未找到|不存在/ },
  "/ops/endpoints": { visitor: "operator", at: own("/ops/endpoints"), shows: "由单位取回", empty: "由单位取回" },
  "/ops/requests": { visitor: "operator", at: own("/ops/requests"), shows: "销毁一件移送的内容" },
  "/ops/import": { visitor: "operator", at: own("/ops/import"), shows: "选择或拖入文件" },
};
