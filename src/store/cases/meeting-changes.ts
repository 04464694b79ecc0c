import type { MeetingChange } from "../../casework/meeting/meeting-port.ts";
import { plainArray, textArray } from "../columns.ts";

/** Number of parameters that `meetingColumns` fills. */
export const MEETING_PARAMETERS = 2;

/** Makes the columns of changes of decisions: item (number, from 1, of the message in the batch) and JSON. */
export function meetingColumns(batch: readonly { readonly meeting?: MeetingChange | undefined }[]): string[] {
  const changes = batch.flatMap(({ meeting }, index) => {
    if (meeting === undefined) return [];
    const facts = meeting.facts.map(({ text, ...fact }) => ({ ...fact, ...(text && { text: text.toString("hex") }) }));
    return [{ item: index + 1, json: JSON.stringify({ ...meeting, facts }) }];
  });
  return [plainArray(changes.map(({ item }) => item)), textArray(changes.map(({ json }) => json))];
}

/**
 * Makes SQL of common tables that keep the decisions of records whose item is in `messages (item)`, and destroy those of records
 * that count no more.
 *
 * @param first number of the first of the parameters that `meetingColumns` fills
 */
export function insertDecisions(first: number, messages: string): string {
  return `met as materialized (
    select given.json::jsonb as j
    from unnest($${first}::int[], $${first + 1}::text[]) as given (item, json) join ${messages} m on m.item = given.item
  ), decisions_void as (
    delete from meeting_decisions d using met where d.message = (met.j->>'voids')::uuid
  ), decided as (
    insert into meeting_decisions (message, decision, n, convener, word, at, due, owners, done_on, text)
    select (f->>'message')::uuid, (f->>'decision')::uuid, n, f->>'convener', f->>'word', (f->>'at')::bigint, f->>'due',
           coalesce(f->'owners', '[]'), f->>'doneOn', decode(f->>'text', 'hex')
    from met, jsonb_array_elements(met.j->'facts') with ordinality as one (f, n)
  )`;
}
