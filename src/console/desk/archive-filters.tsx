import { Link, useNavigate } from "@tanstack/react-router";
import { Checkbox } from "antd";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { Choice } from "../parts/choice.tsx";
import { type ArchiveSearch, archiveSearch } from "./archive-search.ts";
import type { ViewedList } from "./kept-views.ts";
import { SavedViews } from "./saved-views.tsx";

interface Props {
  readonly search: ArchiveSearch;
  /** List that they narrow. */
  readonly to?: ViewedList;
}

/** The filters of the history, and the views that were saved of them. */
export function ArchiveFilters({ search, to = "/archive" }: Props) {
  const { say, pick } = useSpeech();
  const navigate = useNavigate();
  const turn = (change: Partial<Record<keyof ArchiveSearch, unknown>>) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== "" && value !== false);
    void navigate({ to, search: Object.fromEntries(next) as ArchiveSearch });
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
      <SavedViews list={to} search={search} read={archiveSearch} />
    </section>
  );
}
