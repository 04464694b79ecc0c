import t from "tap";
import { verifyConsistencyReceipt, verifyInclusionReceipt } from "../../src/tlog/cose/receipt.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { published } from "../support/log/published-log.ts";
import { like } from "../support/like.ts";

t.test("cose receipts: a running gateway gives them to everyone", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  await published(gateway.log, []);
  const before = (await gateway.log.heads()).published;
  const sender = await senderOf(home);
  const { receipt } = await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "receipt" }),
  );
  const { leafHash = "" } = receipt.log;
  await published(gateway.log, [leafHash]);
  const leaf = Buffer.from(leafHash, "base64url");

  const ask = (query: string) => fetch(`${home.url}/v1/log/receipt${query}`);
  const answer = await ask(`?leaf=${leafHash}`);
  t.equal(answer.headers.get("content-type"), 'application/cose; cose-type="cose-sign1"');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const included = await verifyInclusionReceipt(NATIVE_HASHER, leaf, bytes, gateway.log.keys());
  t.same(included.index, await gateway.log.indexOf(leaf));
  t.equal((await ask(`?leaf=${leaf.toString("hex")}`)).status, 200);

  if (before === undefined) throw new TypeError("the log was published before");
  const grown = new Uint8Array(await (await ask(`?from=${before.size}`)).arrayBuffer());
  like(t, await verifyConsistencyReceipt(NATIVE_HASHER, before.root, grown, gateway.log.keys()), { from: before.size });

  const unknown = Buffer.alloc(32, 7).toString("base64url");
  for (const [query, status] of [
    ["", 400],
    [`?leaf=${leafHash}&from=1`, 400],
    ["?leaf=short", 400],
    ["?from=0", 400],
    ["?from=-1", 400],
    ["?from=99999999999999999999", 400],
    ["?from=9007199254740991", 404],
    [`?leaf=${unknown}`, 404],
  ] as const) {
    t.equal((await ask(query)).status, status, query);
  }
});
