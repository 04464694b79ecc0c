import { Link, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import type { PersonList } from "../../domain/follow.ts";
import type { CasePerson } from "../../domain/generated/answers.ts";
import type { Worklist } from "../../domain/item.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { wordOf } from "../../domain/words/words.ts";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { atDesk } from "../desk/at-desk.tsx";
import { ItemTable } from "../desk/case-items.tsx";
import type { Desk } from "../desk/desk.tsx";
import { DueTag } from "../desk/due-tag.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import "../parts/sending.css";
import { platform } from "../../sdk/environment.ts";
import { isPersonList, isWorklist, MOST, useItems, usePersons } from "./work-lists.ts";

/** One work list: of needs, or of persons. */
export const WorkPage: ComponentType = atDesk(function WorkPage({ desk }: { readonly desk: Desk }) {
  useTitle("work.list");
  const { list = "" }: { readonly list?: string } = useParams({ strict: false });
  if (isWorklist(list)) return <Items desk={desk} list={list} />;
  if (isPersonList(list)) return <Persons desk={desk} list={list} />;
  return <NotFoundPage />;
});

function Items({ desk, list }: { readonly desk: Desk; readonly list: Worklist }) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  const found = useItems(desk, list, MOST);
  const items = (found.data?.items ?? []).map((item) => ({
    personId: `…${item.subject.slice(-8)}`,
    name: say("items.person"),
    item,
  }));
  return (
    <>
      <h1>{pick(wordOf("worklist", list))}</h1>
      {found.error !== null && <FaultNotice error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loading />}
      {found.data !== undefined && <Counted count={items.length} more={found.data.more} />}
      {items.length > 0 && (
        <ItemTable
          desk={desk}
          items={items}
          last={{
            title: say("compose.unit"),
            cell: ({ item }) => (
              <Link to="/sent/$id" params={{ id: item.message }}>
                {nameOf(item.department)}
              </Link>
            ),
          }}
        />
      )}
    </>
  );
}

function Persons({ desk, list }: { readonly desk: Desk; readonly list: PersonList }) {
  const { say, pick } = useSpeech();
  const found = usePersons(desk, list, MOST);
  const persons = found.data?.items ?? [];
  return (
    <>
      <h1>{pick(wordOf("personList", list))}</h1>
      <p>{pick(wordOf("personListAbout", list))}</p>
      {found.error !== null && <FaultNotice error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loading />}
      {found.data !== undefined && <Counted count={persons.length} more={found.data.more} />}
      {persons.length > 0 && (
        <RecordTable
          caption={pick(wordOf("personList", list))}
          idOf={({ thread, subject }) => `${thread} ${subject}`}
          rows={persons}
          columns={[
            {
              id: "person",
              title: say("items.person"),
              names: true,
              cell: ({ subject }) => `…${subject.slice(-8)}`,
            },
            {
              id: "needs",
              title: say("print.needs"),
              cell: ({ needs, newNeeds }) =>
                [...needs, ...newNeeds].map((need) => pick(NEED_WORDS[need] ?? { zh: need, en: need })).join(" "),
            },
            { id: "state", title: say("items.state"), cell: ({ state }) => pick(wordOf("subject", state)) },
            { id: "todo", title: say("work.todo"), cell: (person) => <Todo person={person} /> },
            {
              id: "thread",
              title: say("packet.thread"),
              cell: ({ thread }) => (
                <Link to="/sent/$id" params={{ id: thread }}>
                  …{thread.slice(-8)}
                </Link>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function Counted({ count, more }: { readonly count: number; readonly more: boolean }) {
  const { say } = useSpeech();
  return (
    <p role="status">{count === 0 ? say("work.empty") : say(more ? "work.listedMore" : "work.listed", { count })}</p>
  );
}

/** What has to be done about a person, with its days. */
function Todo({
  person: { thread, visits, renewals, todos, evaluation, review, measure },
}: {
  readonly person: CasePerson;
}) {
  const { say, pick } = useSpeech();
  const now = platform.now();
  const days = [
    ...visits.map(({ kind, due }) => ({ id: `${kind} ${due}`, word: pick(wordOf("visitKind", kind)), due })),
    ...renewals.map(({ item, clock }) => ({ id: item, word: say("work.renewal"), due: clock.due })),
    ...(evaluation === undefined ? [] : [{ id: "evaluation", word: say("work.evaluation"), due: evaluation.due }]),
    ...(measure === undefined ? [] : [{ id: "measure", word: say("work.measure"), due: measure.due }]),
    ...(review === undefined ? [] : [{ id: "review", word: say("work.review"), due: review.due }]),
  ];
  // The document that does it.
  const next = evaluation !== undefined ? "evaluation" : visits.length > 0 ? "visit" : measure && "plan";
  return (
    <ul className="clocks">
      {days.map(({ id, word, due }) => (
        <li key={id}>
          {word} <DueTag due={due} now={now} />
        </li>
      ))}
      {todos.map((todo) => (
        <li key={todo}>{pick(wordOf(todo === "household-list" ? "subjectTodo" : "followTodo", todo))}</li>
      ))}
      {next !== undefined && (
        <li>
          <Link to="/compose" search={{ type: next, thread }}>
            {pick(wordOf("message", next))}
          </Link>
        </li>
      )}
    </ul>
  );
}
