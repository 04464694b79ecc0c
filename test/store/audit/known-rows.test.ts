import { SILENT } from "../../support/loggers.ts";
import t from "tap";
import { openStore } from "../../../src/store/open.ts";
import { migrateTo } from "../../support/store/migrating.ts";
import { testDatabase, testPool } from "../../support/store/postgres.ts";
import { newId, sampleMessage, samplePacket, testStore } from "../../support/store/store-samples.ts";

const directoryOf = (...ids: readonly string[]) => JSON.stringify({ parties: ids.map((id) => ({ id, keys: [] })) });

t.test("a party that was ever recorded is known, also after it left", async (t) => {
  const store = await testStore(t);
  const knows = (id: string) => store.auditRows.knows("party", id);
  t.equal(await knows("housing"), false);
  await store.saveSnapshot("directory", "1", directoryOf("housing", "education"), []);
  await store.saveSnapshot("directory", "2", directoryOf("education"), []);
  await store.saveSnapshot("gateway-keys", "1", directoryOf("gateway"), []);
  await store.saveSnapshot("policy", "1", directoryOf("policy"), []);
  for (const id of ["housing", "education", "gateway"]) t.equal(await knows(id), true, id);
  for (const id of ["policy", "hous", "housing%", "HOUSING", ""]) t.equal(await knows(id), false, `not ${id}`);
});

t.test("an id is known only as what it is", async (t) => {
  const store = await testStore(t);
  const packet = samplePacket("housing");
  const message = sampleMessage([], { packets: [packet] });
  await store.accept(message);
  const reply = sampleMessage([], { thread: message.id });
  await store.accept(reply);
  const knows = store.auditRows.knows.bind(store.auditRows);
  const what = async (id: string) =>
    (
      await Promise.all(
        (["packet", "thread", "subject"] as const).map(async (kind) => ((await knows(kind, id)) ? kind : "")),
      )
    ).join(" ");
  t.equal(await what(packet.id), "packet  subject");
  t.equal(await what(message.id), " thread subject");
  t.equal(await what(reply.id), "  subject");
  t.equal(await what(newId()), "  ");
});

t.test("parties recorded before the migration are known after it", async (t) => {
  const { url } = await testDatabase(t);
  const pool = testPool(t, url);
  await migrateTo(url, 7);
  for (const [kind, document] of [
    ["directory", directoryOf("housing", "education")],
    ["directory", directoryOf("education")],
    ["gateway-keys", directoryOf("gateway")],
    ["policy", directoryOf("policy")],
    ["policy", "{}"],
  ]) {
    await pool.query("insert into snapshots (kind, version, document) values ($1, '1', $2)", [kind, document]);
  }
  const store = await openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT });
  t.teardown(() => store.close());
  for (const id of ["housing", "education", "gateway"]) t.equal(await store.auditRows.knows("party", id), true, id);
  t.equal(await store.auditRows.knows("party", "policy"), false);
});
