import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { ENTRY_TYPES } from "../../domain/audit-entry.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { REJECT_REASONS } from "../../domain/receipt.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import type { PartyChoice } from "../desk/parties.ts";
import { SavedViews } from "../desk/saved-views.tsx";
import { Choice } from "../parts/choice.tsx";
import type { WordId } from "../words/words.ts";
import { type AuditSearch, changed, SEARCHES } from "./audit-search.ts";

type Page = "/audit/deliveries" | "/audit/events" | "/audit/reads";

interface Props {
  readonly page: Page;
  readonly search: AuditSearch;
  readonly parties: readonly PartyChoice[];
}

/** Filters that each page has, in their order. */
const FILTERS: Readonly<Record<Page, readonly (keyof AuditSearch)[]>> = {
  "/audit/deliveries": [
    "sender",
    "recipient",
    "state",
    "type",
    "from",
    "to",
    "thread",
    "reason",
    "overdue",
    "unwitnessed",
  ],
  "/audit/events": ["type", "actor", "from", "to", "subject"],
  "/audit/reads": ["actor", "from", "to"],
};

const READERS = {
  "/audit/deliveries": SEARCHES.deliveries,
  "/audit/events": SEARCHES.events,
  "/audit/reads": SEARCHES.reads,
} as const;

const WORDS = {
  sender: "audit.sender",
  recipient: "audit.recipient",
  actor: "audit.actor",
  from: "audit.from",
  to: "audit.to",
  thread: "audit.thread",
  subject: "audit.subject",
} as const satisfies Record<string, WordId>;

/** Filters of an auditor's list; they stand in the address. */
export function AuditFilters({ page, search, parties }: Props) {
  const { say, pick } = useSpeech();
  const navigate = useNavigate();
  const turn = (change: Readonly<Record<string, unknown>>) =>
    void navigate({ to: page, search: changed(search, change) });
  const codes = (kind: "state" | "message" | "entry" | "reason", values: readonly string[]) =>
    values.map((code) => [code, pick(wordOf(kind, code))] as const);
  return (
    <section aria-label={say("archive.filters")} className="no-print">
      <div className="line">
        {FILTERS[page].map((name) => {
          switch (name) {
            case "state":
              return (
                <Choice
                  key={name}
                  label={say("audit.state")}
                  value={search.state}
                  options={codes("state", PACKET_STATES)}
                  choose={(state) => turn({ state })}
                />
              );
            case "type":
              return (
                <Choice
                  key={name}
                  label={say("audit.type")}
                  value={search.type}
                  options={page === "/audit/events" ? codes("entry", ENTRY_TYPES) : codes("message", MESSAGE_TYPES)}
                  choose={(type) => turn({ type })}
                />
              );
            case "sender":
            case "recipient":
            case "actor":
              return (
                <Choice
                  key={name}
                  label={say(WORDS[name])}
                  value={search[name]}
                  options={parties}
                  choose={(party) => turn({ [name]: party })}
                />
              );
            case "from":
            case "to":
              return (
                <label key={name}>
                  {say(WORDS[name])}
                  <input
                    type="date"
                    value={search[name] ?? ""}
                    onChange={({ target }) => turn({ [name]: target.value })}
                  />
                </label>
              );
            case "reason":
              return (
                <Choice
                  key={name}
                  label={say("audit.refusedFor")}
                  value={search.reason}
                  options={codes("reason", REJECT_REASONS)}
                  choose={(reason) => turn({ reason })}
                />
              );
            case "overdue":
            case "unwitnessed":
              return (
                <Checkbox
                  key={name}
                  checked={search[name] === true}
                  onChange={({ target }) => turn({ [name]: target.checked })}
                >
                  {say(name === "overdue" ? "archive.overdue" : "audit.unwitnessed")}
                </Checkbox>
              );
            case "thread":
            case "subject":
              return (
                <IdField
                  key={`${name} ${search[name]}`}
                  label={say(WORDS[name])}
                  value={search[name]}
                  take={(id) => turn({ [name]: id })}
                />
              );
            default:
              return null;
          }
        })}
        {Object.keys(search).length > 0 && <Link to={page}>{say("archive.clear")}</Link>}
      </div>
      <SavedViews key={page} list={page} search={search} read={READERS[page]} />
    </section>
  );
}

interface IdFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly take: (id: string) => void;
}

/** Field of an id, which is looked for when it is complete. What is no id is not sent: the log would name it `unknown`. */
function IdField({ label, value = "", take }: IdFieldProps) {
  const { say } = useSpeech();
  const [text, setText] = useState(value);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    take(text.trim());
  };
  return (
    <form className="line" onSubmit={submit}>
      <label>
        {label}
        <Input value={text} maxLength={64} autoComplete="off" onChange={({ target }) => setText(target.value)} />
      </label>
      <Button htmlType="submit">{say("audit.find")}</Button>
    </form>
  );
}
