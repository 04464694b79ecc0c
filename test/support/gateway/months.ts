/** A gateway of the tests whose clock stands where the test puts it, with lists of many persons and what became of them. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Test } from "tap";
import type { MessageType } from "../../../src/domain/message.ts";
import { type GatewayClient, Sender } from "../../../src/sdk/index.ts";
import { clientOf, exampleList, type GatewayHome, gatewayHome, start } from "./gateway.ts";

/** Departments of the rows, each with the need that leads to it alone. */
export const NEEDS = [
  ["civil-affairs", "N01"],
  ["medical-insurance", "N04"],
  ["education", "N05"],
  ["housing", "N06"],
] as const;

/** What became of an item: paid, granted, refused. */
export const OUTCOMES = ["delivered", "granted", "refused"] as const;

const EXAMPLE = JSON.parse(readFileSync("schemas/feedback/1.example-accepted.json", "utf8")) as {
  header: Record<string, unknown>;
};

/** Makes the number of a synthetic person: sequence 000 is never issued. */
function citizenNumber(n: number): string {
  const day = new Date(Date.UTC(1950, 0, 1 + n)).toISOString().slice(0, 10).replaceAll("-", "");
  const digits = `320723${day}000`;
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  return digits + "10X98765432"[sum % 11];
}

let persons = 0;

/** Starts a gateway, and gives what acts on it. */
export async function startMonths(t: Test) {
  const home: GatewayHome = await gatewayHome(t);
  const clock = { at: Date.now() };
  const now = () => clock.at;
  const gateway = await start(t, home, { decorate: (flow) => ({ ...flow, clock: { ...flow.clock, now } }) });
  const clients = new Map<string, GatewayClient>();
  async function client(party: string): Promise<GatewayClient> {
    const own = clients.get(party) ?? (await clientOf(home, party, { now }));
    clients.set(party, own);
    return own;
  }
  const goTo = (time: string) => {
    clock.at = Date.parse(`${time}:00+08:00`);
  };

  async function push(party: string, type: MessageType, body: object, more: object = {}) {
    const sender = new Sender(await client(party));
    return (await sender.push(await sender.seal(body as never, { type, ...more }))).answer;
  }

  /** Pushes a list with so many persons for each department. */
  async function list(counts: readonly number[], time: string) {
    goTo(time);
    const example = await exampleList();
    const [first] = example.subjects as Record<string, Record<string, unknown>>[];
    const places = counts.flatMap((count, row) => Array.from({ length: count }, () => row));
    const subjects = places.map((row) => {
      persons += 1;
      const personId = `P-${persons}`;
      const number = citizenNumber(persons);
      const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
      return {
        ...first,
        personId,
        identity: { ...first?.identity, idNumber: number, birth: { date: birth, precision: "D" } },
        household: {
          ...first?.household,
          householdId: `H-${persons}`,
          size: 1,
          members: [{ personId, name: first?.identity?.name, relation: "02" }],
        },
        income: { ...first?.income, perCapitaMonthly: 1200 },
        needs: { ...first?.needs, items: [{ code: NEEDS[row]?.[1], urgency: "3" }] },
      };
    });
    const header = { ...(example.header as object), issuedAt: `${time}:00+08:00` };
    const { id } = await push("procuratorate", "aid-subject-list", { ...example, header, subjects });
    const { transferId } = header as unknown as { transferId: string };
    return { id, transferId, persons: subjects.map(({ personId }, at) => ({ personId, row: places[at] ?? 0 })) };
  }

  /** Pushes a feedback of a department. */
  async function feedback(
    { id, transferId }: { readonly id: string; readonly transferId: string },
    row: number,
    results: readonly object[],
    issued: string,
    accepted = issued,
  ) {
    goTo(accepted);
    const department = NEEDS[row]?.[0] ?? "";
    const header = {
      ...EXAMPLE.header,
      documentNumber: undefined,
      transferId: randomUUID(),
      answers: transferId,
      from: { department, division: "990101", name: "示例县部门" },
      issuedAt: `${issued}:00+08:00`,
    };
    return push(department, "feedback", { header, results }, { thread: id, version: "1.1" });
  }

  return { home, gateway, clock, goTo, client, list, feedback };
}

/** Result of a document for a person. */
export function resultOf(outcome: (typeof OUTCOMES)[number], personId: string, day: string, row: number): object {
  const need = NEEDS[row]?.[1];
  const base = { personId, needs: [need], acceptedOn: day, decidedOn: day };
  const decisionNumber = `灌民救〔2026〕${personId.slice(2)}号`;
  if (outcome === "refused") {
    const rightsNotice = { servedOn: day, way: "1", review: true, court: true };
    return { ...base, reply: "32", reason: "R05", decisionNumber, rightsNotice };
  }
  const aid = { need, category: "25", item: "救助", form: "1", amount: 800, frequency: "1", for: "person", start: day };
  return outcome === "granted"
    ? { ...base, reply: "30", decisionNumber, aidGranted: [aid] }
    : { ...base, reply: "40", decisionNumber, aidGranted: [{ ...aid, firstPaidOn: day }] };
}
