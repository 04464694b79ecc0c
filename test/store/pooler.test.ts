import pg from "pg";
import t from "tap";
import { refuseTransactionPooling } from "../../src/store/pooler.ts";
import { testDatabase } from "../support/store/postgres.ts";

t.test("a server that takes one connection and no second is left without any", async (t) => {
  const { url } = await testDatabase(t);
  const first = new pg.Client({ connectionString: url });
  await first.connect();
  t.teardown(() => first.end());
  const refused = new Error("no connection left");
  const answers = [() => Promise.resolve(first), () => Promise.reject(refused)];
  await t.rejects(
    refuseTransactionPooling(() => answers.shift()?.() ?? Promise.reject(new Error("a third one"))),
    refused,
  );
  await t.rejects(first.query("select 1"), /closed|not queryable/);
});
