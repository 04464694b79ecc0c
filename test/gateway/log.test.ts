import t from "tap";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { parseVerifierKey } from "../../src/tlog/note.ts";
import { decodeBundle } from "../../src/tlog/tile.ts";
import { verifyTlogProof } from "../../src/tlog/tlog-proof.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { published } from "../support/log/published-log.ts";
import { like } from "../support/like.ts";

t.test("log: a running gateway publishes it, and everyone can prove an entry", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "proved" });
  const { answer: sent, receipt } = await sender.push(sealed);
  const { leafHash = "" } = receipt.log;
  await published(gateway.log, [leafHash]);

  const metadata = (await (await fetch(`${home.url}/.well-known/aid-gateway`)).json()) as {
    log: { origin: string; keys: string[] };
  };
  const keys = metadata.log.keys.map((vkey) => parseVerifierKey(vkey, sha256));
  const text = await (await fetch(`${home.url}/log/checkpoint`)).text();
  const head = await openCheckpoint(text, keys);
  t.equal(head.origin, metadata.log.origin);

  const answer = await fetch(`${home.url}/v1/log/proof?leaf=${leafHash}`);
  const proof = (await answer.json()) as { index: number; stage: string; tlogProof: string };
  t.equal(proof.stage, "published");
  const proved = await verifyTlogProof(NATIVE_HASHER, Buffer.from(leafHash, "base64url"), proof.tlogProof, keys);
  t.equal(proved.index, proof.index);

  const view = await sender.message(sent.id);
  like(
    t,
    view.timeline.find(({ type }) => type === "accepted"),
    { log: { leafHash, stage: "published", index: proof.index } },
  );
  t.equal((await fetch(`${home.url}/log/tile/entries/000.p/1`)).status, 401);
  const tile = await fetch(`${home.url}/log/tile/0/000.p/${head.size}`);
  t.match(tile.headers.get("cache-control"), "immutable");
  t.equal((await tile.bytes()).length, head.size * 32);
  const metrics = await (await fetch(`${home.url}/metrics`)).text();
  t.match(metrics, /aidx_log_size \d+/);
  t.match(metrics, /aidx_log_state\{state="leading"\} 1/);
});

t.test("log: entries are for auditors unless the operator opens them", async (t) => {
  const home = await gatewayHome(t, { gateway: { log: { publicEntries: true } } });
  const gateway = await start(t, home);
  await published(gateway.log, []);
  const answer = await fetch(`${home.url}/log/tile/entries/000.p/3`, { headers: { "accept-encoding": "identity" } });
  const entries = decodeBundle(await answer.bytes()).map(
    (bytes) => JSON.parse(Buffer.from(bytes).toString()) as object,
  );
  t.equal(entries.length, 3);
  like(t, entries[0], { v: 1, actor: "aid-gateway" });
});
