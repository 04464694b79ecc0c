/** Reads of decisions of joint meetings. */
import type { DecisionFact, DecisionRows } from "../../casework/meeting/meeting-port.ts";
import type { Runner, Statement } from "../database.ts";

const COLUMNS = `d.message, d.decision, d.convener, d.word, d.at, d.due, d.owners, d.done_on as "doneOn", d.text`;

/** $1 convener. Rows: what its records say. */
const OF_CONVENER: Statement = {
  name: "decisions-of-convener",
  text: `select ${COLUMNS} from meeting_decisions d where d.convener = $1 order by d.at, d.message, d.n`,
};

/** $1 party. Rows: what the records say that it made or got, also of those before that they speak of. */
const OF_MEMBER: Statement = {
  name: "decisions-of-member",
  text: `
  select ${COLUMNS} from meeting_decisions d
  where d.convener = $1 or exists (select from packets p where p.thread = d.message and p.message = d.message and p.recipient = $1)
  order by d.at, d.message, d.n`,
};

/** $1 digest of a number. One row: the record that first used it. */
const RECORD_OF: Statement = {
  name: "meeting-record",
  text: `
  select m.id from document_keys k join messages m on m.id = k.message where k.mac = $1::bytea and m.type = 'meeting'`,
};

/** Row of the table: null stands for a member that the fact does not have. */
type Row = { readonly [Member in keyof DecisionFact]: DecisionFact[Member] | null };

function factOf(row: Row): DecisionFact {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as DecisionFact;
}

/** Makes the reads of decisions over a database. */
export function decisionRows(db: Runner): DecisionRows {
  return {
    ofConvener: async (convener) => (await db.run<Row>(OF_CONVENER, [convener])).map(factOf),
    ofMember: async (party) => (await db.run<Row>(OF_MEMBER, [party])).map(factOf),
    async recordOf(number) {
      return (await db.run<{ id: string }>(RECORD_OF, [number]))[0]?.id;
    },
  };
}
