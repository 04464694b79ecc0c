import { draftBridge } from "../../casework/gap/draft-bridge.ts";
import { bridgeGap } from "../../casework/gap/gap-view.ts";
import type { ListedGap } from "../../casework/gap/list-gaps.ts";
import { listGaps, type ListGapSetting } from "../../casework/gap/list-gaps.ts";
import { type Result, resultsOf } from "../../casework/gap/answers.ts";
import type { CaseAnswer } from "../../domain/generated/answers.ts";
import type { Bridge } from "../../schema/generated/bridge.ts";
import type { Feedback1_1 } from "../../schema/generated/feedback-1.1.ts";
import { Cases, type Department, type OpenedPacket, type Sender, type Submission } from "../../sdk/index.ts";
import { unlessAborted } from "../../sdk/environment.ts";
import { ANSWERING } from "./cast.ts";
import { bridgeAnswer, type Family, familyList, firstAnswer, firstEvaluation, firstVisit } from "./family.ts";
import type { DemoClock } from "./demo-clock.ts";
import type { Stage } from "./stage.ts";

/** Rules by which the aid gap is computed. */
export type GapRules = Pick<ListGapSetting, "guidelines" | "clocks">;

/** What became of the persons of the story's list. */
export interface Loop {
  readonly family: Family;
  /** Gap of the first household before the bridge, and after the aid that it brought. */
  readonly before: ListedGap;
  readonly after: ListedGap;
  /** Yuan that the bridge brought. */
  readonly paid: number;
  readonly answer: CaseAnswer;
  /** Numbers and names of persons by reference of the case. */
  readonly persons: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
}

/** Numbers of letters between the list and the bridge. */
const LETTER_LATER = 100;

/** The case that the demo follows to its end: sent, answered, its aid gap bridged, and what stays overdue. */
export class Story {
  readonly family: Family;
  readonly #stage: Stage;
  readonly #rules: GapRules;
  readonly #clock: DemoClock;
  readonly #answers = { list: Promise.withResolvers<Submission>(), bridge: Promise.withResolvers<Submission>() };
  readonly #given: Feedback1_1[] = [];
  #thread: string | undefined;
  #before: ListedGap | undefined;

  /** @param rules guidelines and rules about deadlines of the demo's gateway */
  constructor(stage: Stage, rules: GapRules, clock: DemoClock) {
    this.#stage = stage;
    this.#clock = clock;
    this.#rules = rules;
    this.family = familyList(this.#clock.today());
    // Failures are reported where the promises are awaited.
    for (const { promise } of Object.values(this.#answers)) promise.catch(() => undefined);
  }

  /** Tells whether a packet is of the story; civil affairs answers it then. */
  async takes(department: Department, packet: OpenedPacket): Promise<boolean> {
    if (!this.#isOwn(packet)) return false;
    if (packet.recipient !== ANSWERING) return true;
    const { type } = packet;
    if (type === "aid-subject-list") {
      await this.#answer(department, packet, this.#answers.list, (now, id) => firstAnswer(this.family, now, id));
    } else if (type === "bridge") {
      const amount = yuanIn(packet.body);
      await this.#answer(department, packet, this.#answers.bridge, (now, id) =>
        bridgeAnswer(this.family, now, id, amount),
      );
    }
    return true;
  }

  /** Plays the procuratorate's part once its list is accepted. @returns what was submitted besides the list */
  async play(sender: Sender, list: Submission, signal: AbortSignal): Promise<Submission[]> {
    const { thread } = list.answer;
    this.#thread = thread;
    const first = await unlessAborted(this.#answers.list.promise, signal);
    this.#before = this.#gap();
    const bridge = await this.#bridge(sender, thread, this.#before, signal);
    const second = await unlessAborted(this.#answers.bridge.promise, signal);
    const paid = this.#paid();
    this.#stage.tell({
      zh: `民政局 临时救助 ${paid} 元当日到账`,
      en: `Civil affairs pays temporary aid of ${paid} yuan the same day`,
    });
    const visit = await this.#visit(sender, thread, signal);
    const evaluation = await this.#evaluate(sender, thread, signal);
    return [first, bridge, second, visit, evaluation];
  }

  /** Looks at the case when every packet is settled. */
  async end(sender: Sender, signal: AbortSignal): Promise<Loop> {
    const thread = this.#thread;
    const before = this.#before;
    if (thread === undefined || before === undefined) throw new TypeError("the story is played first");
    const cases = new Cases(sender.client);
    const persons = await this.#persons(cases, thread, signal);
    const names = new Map(this.family.list.subjects.map(({ personId, identity }) => [personId, identity.name]));
    return {
      family: this.family,
      before,
      after: this.#gap(),
      paid: this.#paid(),
      answer: await cases.case(thread, { signal }),
      persons,
      names: new Map([...persons].map(([ref, personId]) => [ref, names.get(personId) ?? ref])),
    };
  }

  #paid(): number {
    return Number(this.#given.at(-1)?.results[0]?.aidGranted?.[0]?.amount ?? 0);
  }

  #isOwn({ thread, body }: OpenedPacket): boolean {
    // The list may arrive before its sender has the answer to its submission.
    const header = "header" in body ? (body.header as { readonly transferId?: unknown }) : undefined;
    return thread === this.#thread || header?.transferId === this.family.list.header.transferId;
  }

  async #answer(
    department: Department,
    packet: OpenedPacket,
    done: PromiseWithResolvers<Submission>,
    make: (now: string, transferId: string) => Feedback1_1,
  ): Promise<void> {
    const feedback = make(this.#clock.china(), department.client.newId());
    this.#given.push(feedback);
    try {
      done.resolve(await department.sendFeedback(packet, feedback, { version: "1.1" }));
    } catch (error) {
      done.reject(error);
    }
  }

  /** Computes the gap of the first household from what is known now. */
  #gap(): ListedGap {
    const today = this.#clock.today();
    const results: Result[] = resultsOf(this.#given);
    const [gap] = listGaps(this.family.list, { sealed: today, today, ...this.#rules, results });
    if (gap === undefined) throw new TypeError("the list has a household");
    return gap;
  }

  async #bridge(sender: Sender, thread: string, gap: ListedGap, signal: AbortSignal): Promise<Submission> {
    const { list, who } = this.family;
    const now = this.#clock.china();
    const draft = draftBridge(list, [bridgeGap(gap)], {
      transferId: sender.client.newId(),
      issuedAt: now,
      persons: new Set([who.waiting]),
      cause: "B4",
    });
    const { approval } = list.header;
    const header = {
      ...draft.header,
      legalBasis: "emergency",
      listNumber: list.header.listNumber.replace(/(\d{1,6})号$/u, (_, number) => `${Number(number) + LETTER_LATER}号`),
      approval: { ...approval, approvedAt: now },
    };
    const document = { ...draft, header } as Bridge;
    const sealed = await sender.seal(document, { type: "bridge", thread });
    const submission = await sender.push(sealed, { signal });
    const days = gap.gap?.days ?? 0;
    this.#stage.tell({
      zh: `检察院 测算救助真空 ${days} 天，发出临时救助衔接函，3 日内办结`,
      en: `Procuratorate finds an aid gap of ${days} days and asks for a bridge, due in 3 days`,
    });
    return submission;
  }

  async #visit(sender: Sender, thread: string, signal: AbortSignal): Promise<Submission> {
    const document = firstVisit(this.family, this.#clock.china(), sender.client.newId());
    const submission = await sender.push(await sender.seal(document, { type: "visit", thread }), { signal });
    this.#stage.tell({
      zh: "检察院 入户回访：救助金已到账，回访记录存档",
      en: "Procuratorate visits the household: the money has arrived; the record is filed",
    });
    return submission;
  }

  async #evaluate(sender: Sender, thread: string, signal: AbortSignal): Promise<Submission> {
    const document = firstEvaluation(this.family, this.#clock.china(), sender.client.newId());
    const submission = await sender.push(await sender.seal(document, { type: "evaluation", thread }), { signal });
    this.#stage.tell({
      zh: "检察院 评估救助效果：B 基本解决，继续跟踪",
      en: "Procuratorate evaluates what the aid did: B, mostly resolved; it goes on",
    });
    return submission;
  }

  async #persons(cases: Cases, thread: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const { subjects } = this.family.list;
    const refs = await cases.lookUp(
      thread,
      subjects.map(({ personId }) => personId),
      { signal },
    );
    return new Map(refs.flatMap((ref, n) => (ref === null ? [] : [[ref, subjects[n]?.personId ?? ref]])));
  }
}

/** Amount that a bridge asks for; where the locality has set none, the highest one that is common. */
function yuanIn(body: OpenedPacket["body"]): number {
  const { subjects } = body as Partial<Bridge>;
  const amount = Number(subjects?.[0]?.bridge?.wanted.amount ?? 0);
  return amount > 0 ? amount : 1600;
}
