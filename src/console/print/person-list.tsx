import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { useSpeech } from "../app/language.tsx";
import type { LetterFacts } from "./letter-facts.ts";

/** Persons of a packet with their needs, as a table on paper. */
export function PersonList({ facts }: { readonly facts: LetterFacts }) {
  const { say, pick } = useSpeech();
  return (
    <table className="paper-table">
      <thead>
        <tr>
          <th scope="col">{say("print.order")}</th>
          <th scope="col">{say("print.person")}</th>
          <th scope="col">{say("print.number")}</th>
          <th scope="col">{say("print.needs")}</th>
        </tr>
      </thead>
      <tbody>
        {facts.persons.map(({ number, name, needs }, n) => (
          <tr key={number}>
            <td>{n + 1}</td>
            <td>{name}</td>
            <td>{number}</td>
            <td>{needs.map((need) => pick(NEED_WORDS[need] ?? { zh: need, en: need })).join("\u3001")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
