import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { Choice } from "../parts/choice.tsx";
import type { ArchiveSearch } from "./archive-search.ts";
import { keepViews, keptViews, type ViewedList } from "./kept-views.ts";

/** Longest name of a view. */
const MAX_NAME = 20;

interface Props {
  readonly search: ArchiveSearch;
  /** List that they narrow. */
  readonly to?: ViewedList;
}

/** The filters of the history, and the views that were saved of them. */
export function ArchiveFilters({ search, to = "/archive" }: Props) {
  const { say, pick } = useSpeech();
  const navigate = useNavigate();
  const [views, setViews] = useState(() => keptViews(to));
  const [name, setName] = useState("");
  const turn = (change: Partial<Record<keyof ArchiveSearch, unknown>>) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== "" && value !== false);
    void navigate({ to, search: Object.fromEntries(next) as ArchiveSearch });
  };
  const change = (next: typeof views) => {
    keepViews(to, next);
    setViews(next);
  };
  const filtered = Object.keys(search).length > 0;
  return (
    <section aria-label={say("archive.filters")} className="no-print">
      <div className="line">
        <Choice
          label={say("archive.state")}
          value={search.state}
          options={PACKET_STATES.map((code) => [code, pick(wordOf("state", code))])}
          choose={(state) => turn({ state })}
        />
        <Choice
          label={say("archive.type")}
          value={search.type}
          options={MESSAGE_TYPES.map((code) => [code, pick(wordOf("message", code))])}
          choose={(type) => turn({ type })}
        />
        <label>
          {say("archive.from")}
          <input type="date" value={search.from ?? ""} onChange={({ target }) => turn({ from: target.value })} />
        </label>
        <label>
          {say("archive.to")}
          <input type="date" value={search.to ?? ""} onChange={({ target }) => turn({ to: target.value })} />
        </label>
        <Checkbox checked={search.overdue === true} onChange={({ target }) => turn({ overdue: target.checked })}>
          {say("archive.overdue")}
        </Checkbox>
        {filtered && <Link to={to}>{say("archive.clear")}</Link>}
      </div>
      {views.length > 0 && (
        <nav aria-label={say("archive.views")}>
          <ul className="views">
            {views.map((view) => (
              <li key={view.name}>
                <Link to={to} search={view.search}>
                  {view.name}
                </Link>
                <Button
                  size="small"
                  type="text"
                  aria-label={say("archive.dropView", { name: view.name })}
                  onClick={() => change(views.filter((one) => one !== view))}
                >
                  ✕
                </Button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {filtered && (
        <form
          className="line"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = name.trim();
            if (wanted !== "") change([...views.filter((one) => one.name !== wanted), { name: wanted, search }]);
            setName("");
          }}
        >
          <label>
            {say("archive.viewName")}
            <Input value={name} maxLength={MAX_NAME} onChange={({ target }) => setName(target.value)} />
          </label>
          <Button htmlType="submit">{say("archive.saveView")}</Button>
        </form>
      )}
    </section>
  );
}
