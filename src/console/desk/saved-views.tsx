import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { keepViews, keptViews, type ViewedList } from "./kept-views.ts";

/** Longest name of a view. */
const MAX_NAME = 20;

interface Props<Search> {
  readonly list: ViewedList;
  /** Filters now. */
  readonly search: Search;
  /** Reads the filters of a view that was kept. */
  readonly read: (given: Record<string, unknown>) => Search;
}

/** The views of a list that were given a name, each a link; while there are filters, a field to give them one. */
export function SavedViews<Search extends object>({ list, search, read }: Props<Search>) {
  const { say } = useSpeech();
  const [views, setViews] = useState(() => keptViews(list, read));
  const [name, setName] = useState("");
  const change = (next: typeof views) => {
    keepViews(list, next);
    setViews(next);
  };
  return (
    <>
      {views.length > 0 && (
        <nav aria-label={say("archive.views")}>
          <ul className="views">
            {views.map((view) => (
              <li key={view.name}>
                <Link to={list} search={view.search}>
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
      {Object.keys(search).length > 0 && (
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
    </>
  );
}
