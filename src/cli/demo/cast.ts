import type { Bilingual } from "../../domain/bilingual.ts";

/** Fault of an endpoint: what it does with a push instead of taking it. */
export type Fault =
  /** Answers 503. */
  | "fails"
  /** Does not answer until the gateway gives up waiting. */
  | "stalls"
  /** Breaks the connection before anything is done. */
  | "breaks"
  /** Answers 429 with Retry-After. */
  | "busy"
  /** Handles the packet, but loses the answer on the way. */
  | "loses-answer";

/** Words for the faults. */
export const FAULTS: Readonly<Record<Fault, Bilingual>> = {
  fails: { zh: "故障，应答 503", en: "fails with 503" },
  stalls: { zh: "无响应，直至超时", en: "stalls until the time-out" },
  breaks: { zh: "连接中断", en: "breaks the connection" },
  busy: { zh: "繁忙，应答 429，1 秒后再试", en: "is busy: 429, come back in 1 s" },
  "loses-answer": { zh: "已收下，但应答丢失", en: "took it, but its answer is lost" },
};

/** A department of the demo. */
export interface Role {
  readonly party: string;
  /** One character for the head of a table. */
  readonly mark: string;
  readonly name: Bilingual;
  /** Faults of its first pushes, for a department that packets are pushed to. Absent for one that fetches them. */
  readonly pushes?: readonly Fault[];
}

/** The twelve departments, in the order of the directory. */
export const CAST: readonly Role[] = [
  { party: "civil-affairs", mark: "民", name: { zh: "民政局", en: "Civil affairs" } },
  {
    party: "hr-social-security",
    mark: "社",
    name: { zh: "人社局", en: "Human resources" },
    pushes: ["fails", "fails"],
  },
  { party: "medical-insurance", mark: "医", name: { zh: "医保局", en: "Medical insurance" }, pushes: ["stalls"] },
  { party: "agriculture-rural", mark: "农", name: { zh: "农业农村局", en: "Agriculture" } },
  { party: "education", mark: "教", name: { zh: "教育局", en: "Education" }, pushes: ["breaks", "breaks"] },
  { party: "housing", mark: "住", name: { zh: "住建局", en: "Housing" }, pushes: [] },
  { party: "disabled-federation", mark: "残", name: { zh: "残联", en: "Disabled persons" } },
  { party: "women-federation", mark: "妇", name: { zh: "妇联", en: "Women" }, pushes: ["loses-answer"] },
  { party: "youth-league", mark: "团", name: { zh: "共青团", en: "Youth league" } },
  { party: "trade-union", mark: "工", name: { zh: "总工会", en: "Trade union" }, pushes: ["busy"] },
  { party: "legal-aid", mark: "法", name: { zh: "法律援助中心", en: "Legal aid" } },
  { party: "veterans", mark: "退", name: { zh: "退役军人局", en: "Veterans" } },
];

/** Party that sends the lists and gets the feedback. */
export const PROCURATORATE = "procuratorate";

/** Party that verifies everything from outside. */
export const AUDITOR = "auditor";

/** Party that sends the feedback. */
export const ANSWERING = "civil-affairs";

/** Lists of the demo: seed and number of people. The first has every need, so it goes to every department. */
export const LISTS = [
  { seed: 1, subjects: 16 },
  { seed: 2, subjects: 3 },
  { seed: 3, subjects: 1 },
  { seed: 4, subjects: 5 },
  { seed: 5, subjects: 2 },
  { seed: 6, subjects: 1 },
] as const;
