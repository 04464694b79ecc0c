import type { Words } from "../bilingual.ts";
import type {
  ClosingFault,
  Conclusion,
  DutyState,
  FollowTodo,
  Grade,
  PersonList,
  SubjectState,
  Veto,
  VisitKind,
  VisitOutcome,
} from "../follow.ts";

/** Words for the codes of visits and evaluations (docs/casework.md). */
export const FOLLOW_WORDS = {
  /** States of a person in a case. */
  subject: {
    open: { zh: "办理中", en: "open" },
    following: { zh: "跟踪回访", en: "being followed" },
    closed: { zh: "已销号", en: "closed" },
    "long-term": { zh: "长期帮扶", en: "long-term aid" },
  } satisfies Words<SubjectState>,

  /** Kinds of visits; H is a duty that a visit at home meets. */
  visitKind: {
    F0: { zh: "到账确认", en: "confirms that the money has come" },
    F1: { zh: "30 日回访", en: "after 30 days" },
    F2: { zh: "90 日回访", en: "after 90 days" },
    F3: { zh: "180 日回访", en: "after 180 days" },
    L: { zh: "长期回访", en: "long-term" },
    A: { zh: "临时回访", en: "between" },
    H: { zh: "半年入户", en: "at home, in half a year" },
  } satisfies Words<VisitKind | "H">,

  /** Outcomes of a visit. */
  visitOutcome: {
    V1: { zh: "完成", en: "carried out" },
    V2: { zh: "未接通", en: "nobody reached" },
    V3: { zh: "拒访", en: "refused" },
    V4: { zh: "失联", en: "person lost" },
    V5: { zh: "死亡", en: "died" },
  } satisfies Words<VisitOutcome>,

  /** Ways of a visit. */
  visitWay: {
    "1": { zh: "电话", en: "telephone" },
    "2": { zh: "入户", en: "at home" },
    "3": { zh: "到院", en: "at the procuratorate" },
    "4": { zh: "视频", en: "video" },
  },

  /** States of a visit that is owed. */
  duty: {
    planned: { zh: "未到期", en: "to come" },
    due: { zh: "待回访", en: "due" },
    attempted: { zh: "已联系未成功", en: "tried" },
    done: { zh: "已完成", en: "done" },
    excused: { zh: "免访", en: "excused" },
    cancelled: { zh: "已取消", en: "cancelled" },
    missed: { zh: "逾期未访", en: "missed" },
  } satisfies Words<DutyState>,

  /** Grades of an evaluation. */
  grade: {
    A: { zh: "完全解决", en: "solved" },
    B: { zh: "基本解决", en: "mostly solved" },
    C: { zh: "部分解决", en: "partly solved" },
    D: { zh: "未解决", en: "not solved" },
  } satisfies Words<Grade>,

  /** Conclusions of an evaluation. */
  conclusion: {
    C1: { zh: "销号", en: "close" },
    C2: { zh: "继续跟踪", en: "go on" },
    C3: { zh: "长期帮扶", en: "long-term aid" },
    C4: { zh: "再次移送", en: "refer again" },
  } satisfies Words<Conclusion>,

  /** What rules out a better grade than D. */
  veto: {
    "gap-open": { zh: "仍有救助真空（G2 以上）", en: "an aid gap of G2 or more" },
    blocked: { zh: "受阻而无新措施", en: "blocked without a measure" },
    relapse: { zh: "反复致困", en: "in need again" },
    worse: { zh: "有困难评分加重 3 分以上", en: "a score is worse by 3 or more" },
    "out-of-school": { zh: "儿童失学", en: "a child is out of school" },
  } satisfies Words<Veto>,

  /** What a better grade lacks. */
  gradeLacks: {
    ratio: { zh: "困难减轻不足 80%", en: "less than 80 % of the difficulty is gone" },
    delivery: { zh: "已批准事项未全部落实", en: "not all that was granted was carried out" },
    satisfaction: { zh: "满意度均值不足 4", en: "mean satisfaction below 4" },
    answers: { zh: "没有满意度评价", en: "nobody was asked how satisfied they are" },
  },

  /** What somebody has to do. */
  followTodo: {
    "send-needs": { zh: "移送回访发现的新需求", en: "send the needs that a visit found" },
    "refer-again": { zh: "再次移送", en: "refer again" },
    measure: { zh: "提出新措施（D 级）", en: "a new measure after grade D" },
  } satisfies Words<FollowTodo>,

  /** Work lists of persons. */
  personList: {
    visits: { zh: "待回访人员", en: "to be visited" },
    evaluation: { zh: "待评估人员", en: "to be evaluated" },
    renewal: { zh: "长期帮扶与认定到期", en: "long-term aid to be renewed" },
    relapse: { zh: "反复致困人员", en: "in need again" },
    todo: { zh: "待决定人员", en: "to be decided" },
  } satisfies Words<PersonList>,

  /** What each work list of persons has. */
  personListAbout: {
    visits: {
      zh: "窗口已开始的回访，以及逾期未访而其后未补访的回访。",
      en: "Visits whose window is open, or that were missed, until a later visit makes up for them.",
    },
    evaluation: {
      zh: "已到期的效果评估，以及 D 级评估后尚无新措施的人员。",
      en: "Evaluations that are due, and persons with grade D for whom the new measure is missing.",
    },
    renewal: {
      zh: "30 日内到期的长期帮扶续定，以及须由部门续认或者复核的救助。",
      en: "Long-term aid whose review, and aid whose renewal or review by its department, is due within 30 days.",
    },
    relapse: {
      zh: "移送前十二个月内曾销号而再次移送的人员，至本案销号为止。",
      en: "Persons whose earlier case was closed in the twelve months before the list, until this case is closed.",
    },
    todo: {
      zh: "须作决定的人员：对象死亡后是否为其家庭另行移送、回访发现的新需求、再次移送、D 级评估后的新措施。",
      en: "Persons about whom somebody has to decide: a new list for the household after a death, needs that a visit found, a person to refer again, a measure after grade D.",
    },
  } satisfies Words<PersonList>,

  /** Why a case cannot be closed. */
  closing: {
    "close-item-open": { zh: "尚有未办结事项", en: "an item has no outcome yet" },
    "close-not-delivered": { zh: "已批准的救助尚未落实", en: "granted aid was not carried out yet" },
    "close-arrival-unknown": { zh: "未确认救助金到账", en: "nobody has confirmed that the money has come" },
    "close-measure-open": { zh: "D 级评估后未提出新措施", en: "no new measure after grade D" },
    "close-already": { zh: "已销号", en: "it is closed already" },
  } satisfies Words<ClosingFault>,
};
