import { sampleFeedback } from "../../sample/reply.ts";
import type { Department, OpenedPacket, Submission } from "../../sdk/index.ts";
import { answerable } from "./actors.ts";
import { ANSWERING } from "./cast.ts";
import type { DemoClock } from "./demo-clock.ts";
import type { Stage } from "./stage.ts";

/** The one feedback of the demo: it answers the first list that the answering department opens. */
export class FeedbackRound {
  readonly #stage: Stage;
  readonly #clock: DemoClock;
  readonly #submitted = Promise.withResolvers<Submission>();
  #asked = false;

  constructor(stage: Stage, clock: DemoClock) {
    this.#stage = stage;
    this.#clock = clock;
    // The failure is reported where the promise is awaited later; until then it must not count as unhandled.
    this.#submitted.promise.catch(() => undefined);
  }

  /** The feedback, once the gateway has taken it. */
  get submitted(): Promise<Submission> {
    return this.#submitted.promise;
  }

  /** Answers a list when it is the first that this department opens. */
  async answer(department: Department, packet: OpenedPacket): Promise<void> {
    if (this.#asked || packet.recipient !== ANSWERING || packet.type !== "aid-subject-list") return;
    this.#asked = true;
    const list = answerable(packet.body);
    const feedback = sampleFeedback({ seed: 1, department: ANSWERING, list, today: this.#clock.today() });
    try {
      this.#submitted.resolve(await department.sendFeedback(packet, feedback));
      const count = feedback.results.length;
      this.#stage.tell({ zh: `民政局 发出 ${count} 人的办理反馈`, en: `Civil affairs sends feedback on ${count}` });
    } catch (error) {
      this.#submitted.reject(error);
    }
  }

  /** Notes that the feedback has reached the procuratorate. */
  arrived(packet: OpenedPacket): void {
    if (packet.type !== "feedback") return;
    const count = packet.body.results.length;
    this.#stage.tell({
      zh: `检察院 收到 ${count} 人的办理反馈，已解密验签`,
      en: `Procuratorate has the feedback on ${count}, opened and verified`,
    });
  }
}
