import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { CaseItem, DeadlineRules, ItemClock } from "../../domain/generated/answers.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { wordOf } from "../../domain/words/words.ts";
import { Cases } from "../../sdk/cases.ts";
import { platform } from "../../sdk/environment.ts";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import { itemsAt, textAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag, type Tone } from "../parts/status-tag.tsx";
import type { Desk } from "./desk.tsx";
import { DueTag } from "./due-tag.tsx";

/** A need of a person of a packet, with what became of it. */
export interface PersonItem {
  readonly personId: string;
  /** Name as the packet has it; empty when it has none. */
  readonly name: string;
  readonly item: CaseItem;
}

const STAGE_TONES: Readonly<Record<string, Tone>> = {
  normal: "open",
  paused: "open",
  "due-soon": "warn",
  overdue: "bad",
  supervise: "bad",
  meeting: "bad",
};

/** Key under which the case of a thread is cached. */
export const caseKey = (desk: Desk, thread: string) => ["case", desk.party, thread] as const;

/** Reads the unit's own items of a packet's persons; none when its thread has no case. */
export function useCaseItems(desk: Desk, packet: OpenedPacket) {
  return useQuery({
    queryKey: caseKey(desk, packet.thread),
    queryFn: async ({ signal }): Promise<readonly PersonItem[]> => {
      const cases = new Cases(desk.department.client);
      const persons = itemsAt(packet.body, "subjects").map((subject) => ({
        personId: textAt(subject, "personId"),
        name: textAt(subject, "identity.name"),
      }));
      try {
        const { subjects } = await cases.case(packet.thread, { signal });
        const ids = persons.map(({ personId }) => personId);
        const numbers = await cases.personsByRef(packet.thread, ids, { signal });
        const personOf = new Map(persons.map((person) => [person.personId, person]));
        return subjects.flatMap(({ subject, items }) => {
          const person = personOf.get(numbers.get(subject) ?? "");
          return person === undefined ? [] : items.map((item) => ({ ...person, item }));
        });
      } catch (error) {
        if (error instanceof ProblemError && error.code === "not-found") return [];
        throw error;
      }
    },
  });
}

interface Props {
  readonly desk: Desk;
  readonly packet: OpenedPacket;
  /** What can be done about an item. */
  readonly action: (item: PersonItem) => ReactNode;
}

/** What became of each need of each person of a packet, with its deadlines. */
export function CaseItems({ desk, packet, action }: Props) {
  const { say } = useSpeech();
  const found = useCaseItems(desk, packet);
  if (found.error !== null) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined || found.data.length === 0) return null;
  return <ItemTable desk={desk} items={found.data} last={{ title: say("feedback.title"), cell: action }} />;
}

interface TableProps {
  readonly desk: Desk;
  readonly items: readonly PersonItem[];
  /** Last column. */
  readonly last: { readonly title: string; readonly cell: (item: PersonItem) => ReactNode };
}

/** Needs of persons, with what became of them and their deadlines. */
export function ItemTable({ desk, items, last }: TableProps) {
  const { say, pick } = useSpeech();
  const rules = useQuery({
    queryKey: ["deadlines", desk.party],
    queryFn: async ({ signal }) =>
      (await desk.department.client.json({ method: "GET", path: "/v1/deadlines", signal })) as DeadlineRules,
    staleTime: Infinity,
  });
  const ruleName = (id: string) => {
    // Variants of a rule share its id; the first one is the usual one.
    const rule = rules.data?.rules.find((one) => one.id === id);
    return rule === undefined ? id : pick(rule);
  };
  return (
    <section className="no-print">
      <h2>{say("items.title")}</h2>
      <RecordTable
        caption={say("items.title")}
        idOf={({ item }) => item.id}
        rows={items}
        columns={[
          {
            id: "person",
            title: say("items.person"),
            names: true,
            cell: ({ name, personId }) => (
              <>
                {name === "" ? say("packet.unnamed") : name} <small>{personId}</small>
              </>
            ),
          },
          {
            id: "need",
            title: say("items.need"),
            cell: ({ item: { need } }) => pick(NEED_WORDS[need] ?? { zh: need, en: need }),
          },
          {
            id: "state",
            title: say("items.state"),
            cell: ({ item: { state, reply } }) => (
              <>
                {pick(wordOf("item", state))}
                {reply !== undefined && <span className="quiet"> {pick(wordOf("reply", reply))}</span>}
              </>
            ),
          },
          {
            id: "clocks",
            title: say("items.clocks"),
            cell: ({ item }) => <ClockList item={item} nameOf={ruleName} />,
          },
          { id: "last", ...last },
        ]}
      />
    </section>
  );
}

function ClockList({ item, nameOf }: { readonly item: CaseItem; readonly nameOf: (rule: string) => string }) {
  const { say } = useSpeech();
  const open = item.clocks.filter(({ ended, hint }) => ended === undefined && hint === undefined);
  if (open.length === 0) return <span className="quiet">{say("items.none")}</span>;
  return (
    <ul className="clocks">
      {open.map((clock) => (
        <li key={clock.rule}>
          <OneClock clock={clock} name={nameOf(clock.rule)} />
        </li>
      ))}
    </ul>
  );
}

function OneClock({ clock, name }: { readonly clock: ItemClock; readonly name: string }) {
  const { say, pick } = useSpeech();
  const { stage, due, paused, provisional } = clock;
  return (
    <>
      {name}
      {provisional && say("items.provisional")}
      {paused && say("items.paused")}{" "}
      {stage !== undefined && stage !== "normal" && (
        <StatusTag tone={STAGE_TONES[stage] ?? "open"}>{pick(wordOf("clockStage", stage))}</StatusTag>
      )}{" "}
      <DueTag due={due} now={platform.now()} />
    </>
  );
}
