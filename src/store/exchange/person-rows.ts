/** The blind index of persons, which tells the messages about a person. */
import { ON_ITS_WAY } from "../../domain/packet.ts";
import type { PersonRows, PersonThread } from "../../persons/persons-port.ts";
import { oneOf } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/**
 * $1 digest, $2 how many. Rows: threads with a message about that person, newest first; by whom, of what type
 * and when each was opened, how many of its messages are about the person, how many of its packets are on their way.
 */
const THREADS: Statement = {
  name: "threads-of-person",
  text: `
  select o.thread, o.type, o.sender, o.accepted_at as "acceptedAt", about.messages::int,
         (select count(*) from packets p where p.thread = o.thread and p.state ${oneOf(ON_ITS_WAY)})::int as open
  from (
    select m.thread, count(*) as messages
    from person_index i join messages m on m.id = i.message where i.mac = $1::bytea group by m.thread
  ) as about
  join messages o on o.id = about.thread
  order by o.accepted_at desc, o.thread desc limit $2::int`,
};

/** Makes look-ups over a database. */
export function personRows(db: Runner): PersonRows {
  return { threadsOf: (mac, limit) => db.run<PersonThread>(THREADS, [mac, limit]) };
}
