/** A standby that was promoted without the primary's last commits lists everything that is accepted after the failover. */
import t from "tap";
import { openStore } from "../../../src/store/open.ts";
import { SILENT } from "../../support/loggers.ts";
import { outside } from "../../support/referees/outside.ts";
import { ownServer, type OwnServer, SERVER_PROGRAMS } from "../../support/store/own-server.ts";
import { sampleMessage, samplePacket } from "../../support/store/store-samples.ts";
import { tcpProxy } from "../../support/tcp-proxy.ts";

const skip = outside(t, SERVER_PROGRAMS !== undefined, "failover to a real PostgreSQL standby", "postgresql");

/** The file of a server's socket. */
function socketOf({ url }: OwnServer): string {
  return `${new URL(url).searchParams.get("host")}/.s.PGSQL.5432`;
}

t.test(
  "a failover that lost commits hides no new packet from a client that goes on with its cursor",
  { skip },
  async (t) => {
    const primary = await ownServer(t);
    const address = await tcpProxy("127.0.0.1", 0);
    t.teardown(() => address.close());
    address.mend(socketOf(primary));
    const databaseUrl = `postgres://postgres@127.0.0.1:${address.port}/aidx`;
    const store = await openStore({ databaseUrl, dataDir: "unused", logger: SILENT });
    t.teardown(() => store.close());
    const put = async () => {
      const packet = samplePacket("housing");
      await store.accept(sampleMessage([], { packets: [packet] }));
      return packet.id;
    };
    const kept = await put();
    const standby = await primary.standby();
    await standby.stop();
    for (let i = 0; i < 5; i++) await put();
    const { next: cursor } = await store.inbox("housing", undefined, 100);

    address.cut();
    await primary.stop();
    await standby.start();
    address.mend(socketOf(standby));
    await t.rejects(store.inbox("housing", cursor, 100), { name: "StoreUnavailable" }, "a standby lists nothing");
    await standby.promote();
    // More transactions than were lost, so that the positions of new packets pass the cursor.
    const fresh: string[] = [];
    for (let i = 0; i < 9; i++) fresh.push(await put());

    const { items, next } = await store.inbox("housing", cursor, 100);
    t.same(
      items.map(({ id }) => id),
      [kept, ...fresh],
      "the old cursor begins again",
    );
    t.same((await store.inbox("housing", next, 100)).items, [], "the new one goes on");
    const last = await put();
    t.same(
      (await store.inbox("housing", next, 100)).items.map(({ id }) => id),
      [last],
    );
  },
);
