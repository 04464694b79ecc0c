import { wordOf } from "../../domain/words/words.ts";
import { randomInt } from "node:crypto";
import { sampleList } from "../../sample/list.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import {
  type CheckAnswer,
  Department,
  type GatewayClient,
  type MessageView,
  type OpenedPacket,
  Sender,
  type Submission,
} from "../../sdk/index.ts";
import { unlessAborted } from "../../sdk/environment.ts";
import { groupsIn, play, poll } from "./actors.ts";
import { CAST, LISTS, PROCURATORATE } from "./cast.ts";
import type { DemoClock } from "./demo-clock.ts";
import type { Endpoints } from "./endpoints.ts";
import { FeedbackRound } from "./feedback-round.ts";
import type { Stage } from "./stage.ts";
import { type GapRules, type Loop, Story } from "./story.ts";
import { nameOf } from "./tables.ts";

/** Parts with which the demo is played. */
export interface Scene {
  readonly stage: Stage;
  readonly endpoints: Endpoints;
  readonly rules: GapRules;
  readonly clock: DemoClock;
  /** Connects to the gateway as a party. */
  readonly clientOf: (party: string) => Promise<GatewayClient>;
}

/** Packet of a list as its recipient found it. */
export interface Seen {
  readonly party: string;
  readonly message: string;
  /** Groups that the packet declares, and those that are in it. */
  readonly disclosed: readonly string[];
  readonly groups: readonly string[];
}

/** List that was submitted: the gateway's answer to the check, and to the submission. */
export interface Referral {
  readonly check: CheckAnswer;
  readonly submission: Submission;
}

/** Result of the whole exchange. */
export interface Played {
  readonly sender: Sender;
  readonly referrals: readonly Referral[];
  /** All that was submitted, in the order of `messages`. */
  readonly submissions: readonly Submission[];
  /** What became of the persons of the list that the demo follows. */
  readonly loop: Loop;
  /** The lists and what was answered to them, with every packet settled. */
  readonly messages: readonly MessageView[];
  /** By packet id. */
  readonly seen: ReadonlyMap<string, Seen>;
}

/**
 * Plays the whole exchange: the procuratorate submits its lists, the departments sign for them, one of them answers,
 * and the procuratorate signs for the answer.
 * @throws what a part throws, and the signal's reason when it aborts first
 */
export async function perform(scene: Scene, signal: AbortSignal): Promise<Played> {
  const { stage, endpoints, rules, clientOf, clock } = scene;
  const sender = new Sender(await clientOf(PROCURATORATE));
  const round = new FeedbackRound(stage, clock);
  const story = new Story(stage, rules, clock);
  const seen = new Map<string, Seen>();
  const take = async (department: Department, packet: OpenedPacket) => {
    tellTaken(stage, packet);
    seen.set(packet.id, sight(packet));
    if (!(await story.takes(department, packet))) await round.answer(department, packet);
  };
  const over = new AbortController();
  const playing = AbortSignal.any([signal, over.signal]);
  const actors = Promise.all([
    ...CAST.map(async (role) => play(await clientOf(role.party), role, endpoints, take, playing)),
    poll(new Department(sender.client), (_, packet) => round.arrived(packet), playing),
  ]);
  const work = async (): Promise<Played> => {
    // A demo in the same folder again sends other lists: a sender uses each number once.
    const first = randomInt(900_000);
    const lists = LISTS.map((list) => withNamedDepartment(sampleList({ ...list, today: clock.today() })));
    const [followed, ...others] = await Promise.all(
      [story.family.list, ...lists].map((list, n) => refer(stage, sender, list, first + n, signal)),
    );
    if (followed === undefined) throw new TypeError("the story has a list");
    const feedback = await unlessAborted(round.submitted, signal);
    const told = await story.play(sender, followed.submission, signal);
    const referrals = [...others, followed];
    const submissions = [...referrals.map(({ submission }) => submission), feedback, ...told];
    const messages = await settle(stage, sender, submissions, signal);
    const loop = await story.end(sender, signal);
    return { sender, referrals, submissions, loop, messages, seen };
  };
  try {
    const played = work();
    // The departments end when the exchange is over. One that fails earlier ends the demo.
    return await Promise.race([played, actors.then(() => played)]);
  } finally {
    stage.endCount();
    over.abort();
    await actors.catch(() => undefined);
  }
}

/** Checks a list as the procuratorate, to learn who would see what, and submits it. */
async function refer(
  stage: Stage,
  sender: Sender,
  document: AidSubjectList,
  number: number,
  signal: AbortSignal,
): Promise<Referral> {
  document.header.transferId = sender.client.newId();
  document.header.listNumber = document.header.listNumber.replace(/\d{1,6}号$/u, `${number}号`);
  const about = { type: "aid-subject-list" } as const;
  const check = await sender.check(await sender.seal(document, about), { signal });
  const submission = await sender.push(await sender.seal(document, about), { signal });
  const { length } = submission.answer.packets;
  stage.tell({
    zh: `检察院 移送 ${document.subjects.length} 人，分送 ${length} 个单位，受理回执已验签`,
    en: `Procuratorate refers ${document.subjects.length} to ${length} departments, submission receipt verified`,
  });
  return { check, submission };
}

/**
 * Names a department for one need of a list. Without it the need goes to the department that leads for it; here a
 * child's school troubles go to the youth league, which leads for no need.
 */
function withNamedDepartment(list: AidSubjectList): AidSubjectList {
  for (const { needs } of list.subjects) {
    const need = needs.items.find(({ code }) => code === "N05");
    if (need !== undefined) {
      need.department = "youth-league";
      break;
    }
  }
  return list;
}

/** Waits until every packet is settled, and counts them. */
async function settle(
  stage: Stage,
  sender: Sender,
  submissions: readonly Submission[],
  signal: AbortSignal,
): Promise<MessageView[]> {
  const settled = new Set<string>();
  stage.count(submissions.reduce((sum, { answer }) => sum + answer.packets.length, 0));
  const views = submissions.map(async ({ answer }) => {
    let last: MessageView | undefined;
    for await (const view of sender.follow(answer.id, { signal })) {
      last = view;
      for (const { id, receipt } of view.packets) if (receipt !== undefined) settled.add(id);
      stage.counted(settled.size);
    }
    return last;
  });
  return (await Promise.all(views)).filter((view) => view !== undefined);
}

function sight({ recipient, message, disclosed, body }: OpenedPacket): Seen {
  return { party: recipient, message, disclosed, groups: groupsIn({ ...body }) };
}

function tellTaken(stage: Stage, { recipient, type }: OpenedPacket): void {
  const name = (language: "zh" | "en") => nameOf(recipient, (text) => text[language]);
  stage.tell({
    zh: `${name("zh")} 解密验签并签收 ${wordOf("message", type).zh}`,
    en: `${name("en")} opens, verifies and signs for ${type}`,
  });
}
