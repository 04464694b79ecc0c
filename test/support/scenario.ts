import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Test } from "tap";
import type { CaseItem, ItemClock, SubjectFollow } from "../../src/domain/generated/answers.ts";
import type { RunningGateway } from "../../src/gateway/start.ts";
import { Cases, Department, type OpenedPacket, ProblemError, Sender } from "../../src/sdk/index.ts";
import { exampleList, gatewayHome, type GatewayHome, type HomeOptions, start } from "./gateway/gateway.ts";
import { type MovedClock, movedClock } from "./gateway/moved-clock.ts";

type Document = Record<string, unknown> & { readonly header: Record<string, unknown> };

/** A thread of a scenario: a list whose first person has one need. */
export interface SceneThread {
  readonly id: string;
  /** Number of the list, which feedback answers. */
  readonly transferId: string;
}

/** A notice as its department reads it. */
export interface Notice {
  readonly packet: OpenedPacket & { readonly type: "reminder" };
  /** Rule and stage of each item. */
  readonly told: readonly string[];
}

/** A running gateway whose clock a test sets, with what scenarios do in it. */
export class Scene {
  readonly clock: MovedClock;
  readonly home: GatewayHome;
  readonly #sender: Sender;
  readonly cases: Cases;

  readonly gateway: RunningGateway;

  private constructor(clock: MovedClock, home: GatewayHome, sender: Sender, gateway: RunningGateway) {
    this.gateway = gateway;
    this.clock = clock;
    this.home = home;
    this.#sender = sender;
    this.cases = new Cases(sender.client);
  }

  /** Starts one at a time, RFC 3339. `prepare` may change its configuration first. */
  static async start(
    t: Test,
    time: string,
    prepare: (home: GatewayHome) => Promise<void> = async () => {},
    options: HomeOptions = {},
  ): Promise<Scene> {
    const clock = movedClock(time);
    const home = await gatewayHome(t, options);
    await prepare(home);
    const gateway = await start(t, home, clock.options);
    return new Scene(clock, home, await clock.senderOf(home), gateway);
  }

  /** Sends a list whose first person has one need, of normal urgency unless another is given. @param change members of that person that are different */
  async send(
    need: string,
    to?: readonly string[],
    change: Record<string, unknown> = {},
    urgency = "3",
  ): Promise<SceneThread> {
    const list = (await exampleList()) as Document & { subjects: Record<string, unknown>[] };
    const header = { ...list.header, issuedAt: this.#issuedAt(-60_000) };
    const [first, ...others] = list.subjects;
    const needs = { ...(first?.needs as object), items: [{ code: need, urgency }] };
    const subjects = [{ ...first, needs, ...change }, ...others];
    const body = { ...list, header, subjects };
    const options = { type: "aid-subject-list", ...(to === undefined ? {} : { to }) } as const;
    const sealed = await this.#sender.seal(body as never, options);
    return { id: (await this.#sender.push(sealed)).answer.id, transferId: String(list.header.transferId) };
  }

  /** Looks for deadlines as the gateway does every minute; gives the notices that a department has not read yet. */
  async notices(party: string): Promise<Notice[]> {
    await this.gateway.notices.look();
    const department = new Department(await this.clock.clientOf(this.home, party));
    const found: Notice[] = [];
    for await (const item of department.poll({ once: true })) {
      if (item.type !== "reminder") continue;
      const packet = await department.fetch(item);
      if (packet.type !== "reminder") throw new Error("a reminder is one");
      found.push({ packet, told: packet.body.items.map(({ ruleId, stage }) => `${ruleId} ${stage}`) });
      await department.acknowledge(packet, "accepted");
    }
    return found;
  }

  /** Signs for all packets of a department. */
  async sign(party: string): Promise<void> {
    const department = new Department(await this.clock.clientOf(this.home, party));
    for await (const item of department.poll({ once: true })) {
      await department.acknowledge(await department.fetch(item), "accepted");
    }
  }

  /** Sends a department's feedback of version 1.1, issued now or at another time; gives its number. */
  async answer(
    party: string,
    { id, transferId }: SceneThread,
    results: readonly Record<string, unknown>[],
    issuedAt = this.#issuedAt(-1_000),
  ): Promise<string> {
    const sender = new Sender(await this.clock.clientOf(this.home, party));
    const number = randomUUID();
    const from = { creditCode: "11990100000000027A", department: party, division: "320723", name: "示例单位" };
    const header = {
      transferId: number,
      messageType: "FEEDBACK",
      answers: transferId,
      from,
      secrecy: "0",
      issuedAt,
      currencyUnit: "元",
      officer: { name: "孙玉梅", office: "社会救助科", phone: "0518-88000012" },
    };
    const body = { header, results: results.map((result) => ({ personId: "P-2025-0001", ...result })) };
    await sender.push(await sender.seal(body as never, { type: "feedback", thread: id, version: "1.1" }));
    return number;
  }

  /** Sends a record of visits, or an evaluation, of the list's first person by a party; gives message and number. */
  async record(
    type: "visit" | "evaluation",
    { id, transferId }: SceneThread,
    entries: readonly Record<string, unknown>[],
    party = "procuratorate",
  ) {
    const sender = new Sender(await this.clock.clientOf(this.home, party));
    const member = `${type}s`;
    const example = JSON.parse(readFileSync(`schemas/${type}/1.example.json`, "utf8")) as Document;
    const number = randomUUID();
    const header = {
      ...example.header,
      transferId: number,
      answers: transferId,
      issuedAt: this.#issuedAt(-1_000),
    };
    const body = { header, [member]: entries.map((entry) => ({ personId: "P-2025-0001", ...entry })) };
    const { answer } = await sender.push(await sender.seal(body as never, { type, thread: id }));
    return { ...answer, number };
  }

  /** Takes back what a party sent in a thread. */
  async withdraw({ id }: SceneThread, what: Record<string, unknown>, party = "procuratorate") {
    const sender = new Sender(await this.clock.clientOf(this.home, party));
    return (await sender.push(await sender.seal(what as never, { type: "withdrawal", thread: id }))).answer;
  }

  /** Follow-up of the list's first person, as the list's sender sees it now. */
  async follow({ id }: SceneThread): Promise<SubjectFollow> {
    const [[subject], answer] = await Promise.all([this.cases.lookUp(id, ["P-2025-0001"]), this.cases.case(id)]);
    const found = answer.subjects.find((one) => one.subject === subject)?.follow;
    if (found === undefined) throw new Error("no follow-up");
    return found;
  }

  /** Item of a department in a thread, as the list's sender sees it now. */
  async item({ id }: SceneThread, department: string): Promise<CaseItem> {
    const { subjects } = await this.cases.case(id);
    const found = subjects.flatMap(({ items }) => items).find((item) => item.department === department && !item.co);
    if (found === undefined) throw new Error(`no item of ${department}`);
    return found;
  }

  #issuedAt(more: number): string {
    return new Date(this.clock.now() + more + 8 * 3_600_000).toISOString().slice(0, 19) + "+08:00";
  }
}

/** A county in which both departments are responsible for medical cost: a list goes to the one that it names. */
export async function bothLead(home: GatewayHome): Promise<void> {
  const file = path.join(home.config, "routing.json");
  const routing = JSON.parse(await readFile(file, "utf8")) as {
    needs: Record<string, { lead: string[]; with: string[] }>;
  };
  const { N04 } = routing.needs;
  if (N04 === undefined) throw new Error("the routing table has N04");
  N04.lead = ["medical-insurance", "civil-affairs", "education"];
  N04.with = [];
  await writeFile(file, JSON.stringify(routing));
}

/** Finds an item's clock of a rule. */
export function clockOf({ clocks }: CaseItem, rule: string): ItemClock {
  const found = clocks.find((clock) => clock.rule === rule);
  if (found === undefined) throw new Error(`${rule} does not run`);
  return found;
}

/** Gives the code of a refusal and those of its faults; `done` when there was none. */
export async function refusalCodes(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "done",
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      return [error.code, ...error.errors.map(({ code }) => code)].join(" ");
    },
  );
}
