/** Rows of notices of deadlines. A stage that was told is one row, which commits with the notice. */
import type { NoticeRows, ToldStageRow } from "../../exchange/notices-port.ts";
import { plainArray, textArray } from "../columns.ts";
import type { Database, Statement } from "../database.ts";
import { acceptGroup } from "../exchange/accept.ts";

/** $1 now, $2 turns before. One row when the turn is free. A turn in the future was taken by a clock that was ahead. */
const TURN: Statement = {
  name: "notice-turn",
  text: `
  insert into notice_turn (at) values ($1::bigint)
  on conflict (singleton) do update set at = excluded.at
  where notice_turn.at <= $2::bigint or notice_turn.at > $1::bigint
  returning at`,
};

/** Rows: recipients and days. */
const DAYS: Statement = { name: "notice-days", text: "select recipient, day from notice_days" };

/** $1 recipient, $2 day. One row when it is later than the last one. */
const SET_DAY: Statement = {
  name: "notice-day",
  text: `
  insert into notice_days (recipient, day) values ($1, $2::integer)
  on conflict (recipient) do update set day = excluded.day where notice_days.day < excluded.day
  returning day`,
};

/** $1 items. Rows: what was told of them. */
const TOLD: Statement = {
  name: "told-stages",
  text: "select item, rule, stage from told_stages where item = any ($1::uuid[])",
};

/** $1 items, $2 rules, $3 stages, $4 message. Rows: those that were not told. */
const TELL: Statement = {
  name: "tell-stages",
  text: `
  insert into told_stages (item, rule, stage, message)
  select t.item, t.rule, t.stage, $4::uuid from unnest($1::uuid[], $2::text[], $3::text[]) as t (item, rule, stage)
  order by 1, 2, 3
  on conflict do nothing
  returning item`,
};

/** Error: another process told it first. */
class ToldAlready extends Error {}

/** Makes the rows of notices over a database. @param recorded called after each commit that recorded entries */
export function noticeRows(db: Database, recorded: () => void): NoticeRows {
  return {
    takeTurn: async (at, every) => (await db.run(TURN, [at, at - every])).length > 0,
    async daysOf() {
      const rows = await db.run<{ recipient: string; day: number }>(DAYS, []);
      return new Map(rows.map(({ recipient, day }) => [recipient, day]));
    },
    async nothingOn(recipient, day) {
      await db.run(SET_DAY, [recipient, day]);
    },
    told: (items) => db.run<ToldStageRow>(TOLD, [plainArray(items)]),
    async accept(message, stages, day) {
      const [to] = message.packets;
      if (to === undefined) throw new TypeError("a notice has a packet");
      const commit = db.transaction(async (runner) => {
        const [earlier] = await acceptGroup(runner, [message]);
        if (earlier !== null) throw new ToldAlready();
        const told = await runner.run(TELL, [
          plainArray(stages.map(({ item }) => item)),
          textArray(stages.map(({ rule }) => rule)),
          textArray(stages.map(({ stage }) => stage)),
          message.id,
        ]);
        const isFirst = day === undefined || (await runner.run(SET_DAY, [to.recipient, day])).length > 0;
        // Nothing of it stays: neither message nor packet nor entries.
        if (told.length < stages.length || !isFirst) throw new ToldAlready();
        // Safe to crash here: nothing is committed, and the next look tells it all.
        return true;
      });
      const done = await commit.catch((error: unknown) => {
        if (error instanceof ToldAlready) return false;
        throw error;
      });
      if (done) recorded();
      return done;
    },
  };
}
