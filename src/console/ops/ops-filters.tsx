import { useNavigate } from "@tanstack/react-router";
import { Checkbox } from "antd";
import { STATES_NEEDING_ATTENTION } from "../../domain/operator-view.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { Choice } from "../parts/choice.tsx";
import type { OpsSearch } from "./ops-search.ts";

interface Props {
  readonly search: OpsSearch;
  readonly parties: readonly (readonly [id: string, name: string])[];
}

/** The filters of the packets that need somebody. */
export function OpsFilters({ search, parties }: Props) {
  const { say, pick } = useSpeech();
  const navigate = useNavigate();
  const turn = (change: Partial<Record<keyof OpsSearch, unknown>>) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== "" && value !== false);
    void navigate({ to: "/ops/packets", search: Object.fromEntries(next) as OpsSearch });
  };
  return (
    <section aria-label={say("archive.filters")} className="line">
      <label>
        {say("archive.state")}
        <select
          value={search.overdue === true ? "" : (search.state ?? "failed")}
          onChange={({ target }) => turn({ state: target.value, overdue: false })}
        >
          {search.overdue === true && <option value="">{say("archive.any")}</option>}
          {STATES_NEEDING_ATTENTION.map((code) => (
            <option key={code} value={code}>
              {pick(wordOf("state", code))}
            </option>
          ))}
        </select>
      </label>
      <Choice
        label={say("ops.recipient")}
        value={search.recipient}
        options={parties}
        choose={(recipient) => turn({ recipient })}
      />
      <Checkbox checked={search.overdue === true} onChange={({ target }) => turn({ overdue: target.checked })}>
        {say("archive.overdue")}
      </Checkbox>
    </section>
  );
}
