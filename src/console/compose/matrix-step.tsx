import { Alert } from "antd";
import { useState } from "react";
import type { Field } from "../../schema/field.ts";
import { isGroup } from "../../schema/reading.ts";
import { itemsAt, textAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { Loading } from "../parts/loading.tsx";
import { CellPreview } from "./cell-preview.tsx";
import type { Written } from "./draft.ts";
import { type Level, levelOf, type Preview, type Previews, seenSubject } from "./preview.ts";
import { Refused } from "./refused.tsx";
import type { Answers } from "./use-answers.ts";

interface Props {
  readonly desk: Desk;
  readonly document: Written;
  readonly field: Field;
  readonly answers: Answers;
}

/** What stands in a cell, beside its words. */
const SIGNS: Readonly<Record<Level, string>> = { full: "●", reduced: "◐", none: "–" };

/** Third step: who sees what, of each person, group by group, and each cell as its recipient will get it. */
export function MatrixStep({ desk, document, field, answers }: Props) {
  const { say } = useSpeech();
  const nameOf = usePartyNames(desk);
  const [person, setPerson] = useState<number>();
  const { previews } = answers;
  const different = previews?.previews.filter(({ same }) => !same) ?? [];
  const persons = itemsAt(document, "subjects");
  return (
    <section>
      <h2>{say("compose.step.matrix")}</h2>
      <p>{say("compose.matrixWhat")}</p>
      <Refused answers={answers} />
      {answers.pending && <Loading />}
      {previews !== undefined && (
        <>
          {different.length > 0 ? (
            <Alert
              type="error"
              showIcon
              title={say("compose.differs", { units: different.map(({ recipient }) => nameOf(recipient)).join("、") })}
            />
          ) : (
            <Alert type="success" showIcon title={say("compose.agrees", { policy: previews.policy })} />
          )}
          {persons.length > 0 && (
            <div className="line">
              <label>
                {say("compose.matrixOf")}
                <select
                  value={person ?? ""}
                  onChange={({ target }) => setPerson(target.value === "" ? undefined : Number(target.value))}
                >
                  <option value="">{say("compose.everybody", { count: persons.length })}</option>
                  {persons.map((one, n) => (
                    <option key={textAt(one, "personId")} value={n}>
                      {say("compose.person", { n: n + 1 })} {textAt(one, "identity.name")}
                      {previews.sheltered.has(n) ? ` ${say("compose.sheltered")}` : ""}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          )}
          <p className="quiet">{say("compose.legend")}</p>
          <Matrix document={document} field={field} previews={previews} person={person} nameOf={nameOf} />
        </>
      )}
    </section>
  );
}

interface MatrixProps {
  readonly document: Written;
  readonly field: Field;
  readonly previews: Previews;
  /** Place of the person; undefined: all of them together. */
  readonly person: number | undefined;
  readonly nameOf: (party: string) => string;
}

interface Cell {
  readonly preview: Preview;
  readonly group: string;
}

function Matrix({ document, field, previews: { previews, members, groups }, person, nameOf }: MatrixProps) {
  const { say, pick } = useSpeech();
  const [open, setOpen] = useState<Cell>();
  const own = field.members.find(({ name }) => name === "subjects")?.items?.members ?? [];
  const titles = new Map([...field.members, ...own].map(({ name, title }) => [name, title]));
  const titleOf = (group: string) => pick(titles.get(group) ?? { zh: group, en: group });
  const all = itemsAt(document, "subjects").map((_, n) => n);
  const levels = (group: string, preview: Preview): readonly Level[] =>
    members.includes(group)
      ? [levelOf(document, preview, group, undefined)]
      : (person === undefined ? all : [person]).map((n) => levelOf(document, preview, group, n));
  const shown = groups.filter((group) => person === undefined || has(itemsAt(document, "subjects")[person], group));
  return (
    <>
      <div className="wide" role="region" aria-label={say("compose.step.matrix")} tabIndex={0}>
        <table className="matrix">
          <caption className="seen-not">{say("compose.step.matrix")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("compose.group")}</th>
              {previews.map((preview) => (
                <th key={preview.recipient} scope="col" className={preview.same ? undefined : "differs"}>
                  {nameOf(preview.recipient)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...members, ...shown].map((group) => (
              <tr key={group}>
                <th scope="row">{titleOf(group)}</th>
                {previews.map((preview) => (
                  <td key={preview.recipient}>
                    <CellButton
                      levels={levels(group, preview)}
                      label={`${nameOf(preview.recipient)} ${titleOf(group)}`}
                      press={() => setOpen({ preview, group })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open !== undefined && (
        <CellPreview
          close={() => setOpen(undefined)}
          field={field}
          title={`${nameOf(open.preview.recipient)} · ${titleOf(open.group)}`}
          seen={
            members.includes(open.group)
              ? { [open.group]: open.preview.body[open.group] }
              : { subjects: seenOf(open, person === undefined ? all : [person]) }
          }
        />
      )}
    </>
  );
}

interface ButtonProps {
  readonly levels: readonly Level[];
  readonly label: string;
  readonly press: () => void;
}

/** A cell: how many of the persons are seen how. */
function CellButton({ levels, label, press }: ButtonProps) {
  const { say } = useSpeech();
  const counts = (["full", "reduced", "none"] as const).flatMap((level) => {
    const count = levels.filter((one) => one === level).length;
    return count === 0 ? [] : [{ level, count }];
  });
  const seen = counts.filter(({ level }) => level !== "none");
  const parts = seen.length > 0 ? seen : [{ level: "none" as const, count: 1 }];
  const words = parts.map(({ level, count }) =>
    levels.length > 1 ? say(`compose.levels.${level}`, { count }) : say(`compose.level.${level}`),
  );
  const text = parts.map(({ level, count }) => SIGNS[level] + (levels.length > 1 && level !== "none" ? count : ""));
  return (
    <button
      type="button"
      className={`cell cell-${parts[0]?.level}`}
      aria-label={`${label} ${words.join(" ")}`}
      onClick={press}
    >
      {text.join(" ")}
    </button>
  );
}

/** What a recipient sees of a group, of those persons of whom it sees it. */
function seenOf({ preview, group }: Cell, persons: readonly number[]): readonly Written[] {
  return persons.flatMap((n) => {
    const subject = seenSubject(preview, n);
    if (!isGroup(subject) || subject[group] === undefined) return [];
    return [{ personId: subject["personId"], [group]: subject[group] }];
  });
}

function has(subject: unknown, group: string): boolean {
  return isGroup(subject) && subject[group] !== undefined;
}
