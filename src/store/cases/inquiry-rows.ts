/** Reads of inquiries. */
import type { Inquiry, InquiryRows } from "../../casework/inquiry/inquiry-port.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { eachOf, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

const INQUIRY = `i.inquiry || jsonb_build_object('message', i.message, 'party', i.party, 'asker', i.asker, 'state', i.state,
  'askedAt', i.asked_at, 'subjects', i.subjects, 'often', i.often) as inquiry`;

/**
 * $1 asker, $2 parties, $3 day, $4 digests of persons, one after another, 16 bytes each, $5 since. Rows: inquiries and subjects of
 * the day by party, and the number of inquiries about each person.
 */
const SO_FAR: Statement = {
  name: "inquiries-so-far",
  text: `
  select
    (select coalesce(json_agg(json_build_array(d.party, d.turns, d.subjects)), '[]') from (
      select party, max(turn) as turns, sum(subjects)::integer as subjects from inquiries
      where asker = $1 and party = any ($2::text[]) and day = $3 group by party
    ) as d) as today,
    (select coalesce(json_agg(json_build_array(encode(a.person, 'hex'), a.n)), '[]') from (
      select k.person, count(*)::integer as n
      from ${eachOf(4, 16, (person) => `select person from inquiry_subjects where person = ${person} and asker = $1 and asked_at >= $5::bigint`)}
      group by k.person
    ) as a) as about`,
};

/** $1 thread, $2 party, $3 digest of a number. Rows: the inquiry, its subjects in hexadecimal, and whether it has the number. */
const AT: Statement = {
  name: "inquiry-at",
  text: `
  select ${INQUIRY},
         (select coalesce(json_agg(encode(subject, 'hex')), '[]') from inquiry_subjects where message = $1::uuid) as subjects,
         exists (select from document_keys k where k.mac = $3::bytea and k.message = i.message) as "isNumber"
  from inquiries i where i.message = $1::uuid and i.party = $2`,
};

/** $1 party, $2 states, $3 whether only those with a subject asked about often, $4 before (null: from the last), $5 how many. */
const OF_PARTY: Statement = {
  name: "inquiries-of-party",
  text: `
  select ${INQUIRY} from (
    ${(["asker", "party"] as const)
      .map(
        (
          column,
        ) => `(select * from inquiries where ${column} = $1 and state = any ($2::text[]) and (not $3::boolean or often > 0 and asker = $1)
     and ($4::uuid is null or message < $4::uuid) order by message desc fetch first ($5::integer) rows with ties)`,
      )
      .join(" union ")}
  ) as i order by i.message desc fetch first ($5::integer) rows with ties`,
};

/** Makes the reads of inquiries over a database. */
export function inquiryRows(db: Runner): InquiryRows {
  return {
    async soFar(asker, parties, day, persons, since) {
      const asked = [asker, textArray(parties), day, Buffer.concat(persons), since];
      const [row] = await db.run<{ today: [string, number, number][]; about: [string, number][] }>(SO_FAR, asked);
      return {
        today: new Map(row?.today.map(([party, turns, subjects]) => [party, { turns, subjects }])),
        about: new Map(row?.about),
      };
    },
    async at(thread, party, number) {
      if (!isUuid7(thread)) return undefined;
      const [row] = await db.run<{ inquiry: Inquiry; subjects: string[]; isNumber: boolean }>(AT, [
        thread,
        party,
        number,
      ]);
      return row && { ...row, subjects: new Set(row.subjects) };
    },
    async ofParty(party, { states, often, before, limit }) {
      const asked = [party, textArray(states), often, before ?? null, limit];
      return (await db.run<{ inquiry: Inquiry }>(OF_PARTY, asked)).map(({ inquiry }) => inquiry);
    },
  };
}
