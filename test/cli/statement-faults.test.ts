/** Lies that a gateway could sign with its own keys: none passes, and each is named. */
import { TOKEN_TYPES } from "../../src/wire/token.ts";
import { encodeBase64 } from "../../src/wire/base64.ts";
import t from "tap";
import { type Statement } from "../../src/evidence/statement/statement.ts";
import { GATEWAY } from "../support/evidence/evidence-thread.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { MINUTE, NOVEMBER, Scene, faultsOf } from "../support/cli/statement-scene.ts";
import { like } from "../support/like.ts";

t.test("statement: another party, another period, another time of making", async (t) => {
  const scene = await Scene.made();
  const of = (scope: object) => scene.statement({ party: "housing", ...NOVEMBER, ...scope });
  const told = async (jws: string, options?: string, log?: string) => {
    const ran = await scene.verify(jws, options, log);
    t.equal(ran.code, faultsOf(ran).length === 0 ? 0 : 5);
    return faultsOf(ran);
  };
  t.same(await told(await scene.sign(of({ party: "education" }))), ["other-party"]);
  t.same(await told(await scene.sign(of({ party: "education" }), { sub: "education" })), ["other-party"]);
  t.same(await told(await scene.sign(of({}), { sub: "education" })), ["other-party"]);
  t.same(
    await told(await scene.sign(of({ party: "education" })), undefined, ""),
    ["other-party"],
    "without the log too",
  );
  const noon = new Date(scene.thread.at - 5_000).toISOString();
  t.same(await told(await scene.sign(of({ to: noon }))), ["other-period"]);
  t.same(await told(await scene.sign(of({ from: noon }))), ["other-period"]);
  t.same(await told(await scene.sign(of({})), "--party housing --month 2026-10"), ["other-period"]);
  t.same(await told(await scene.sign(of({})), "--party housing --month 2026-11 --utc-offset +00:00"), ["other-period"]);
  t.same(await told(await scene.sign(of({ from: noon })), `--party housing --from ${noon} --to ${NOVEMBER.to}`), []);
  const late = Math.floor(scene.thread.at / 1000) + 3_600;
  t.same(await told(await scene.sign(of({}), { iat: late })), ["made-at-other-time"]);
});

t.test("statement: a packet that is left out, added or told differently", async (t) => {
  const scene = await Scene.made();
  const honest = scene.statement({ party: "housing", ...NOVEMBER });
  const [first, second] = honest.packets;
  if (first === undefined || second === undefined) throw new TypeError("two packets");
  const lie = async (change: Partial<Statement>) => {
    const statement = { ...honest, ...change };
    const { totals, packets } = statement;
    const counted = { ...totals, packets: packets.length };
    const ran = await scene.verify(await scene.sign({ ...statement, totals: counted }));
    t.equal(ran.code, 5);
    return ran.lines[0]?.faults as { code: string; packet?: string }[];
  };
  like(t, await lie({ packets: [second] }), [
    { code: "totals-differ" },
    { code: "packet-missing", packet: first.packet },
  ]);
  const strange = { ...second, packet: scene.thread.newId() };
  like(t, await lie({ packets: [first, second, strange] }), [
    { code: "totals-differ" },
    { code: "packet-extra", packet: strange.packet },
  ]);
  like(
    t,
    await lie({ packets: [first, second, second] }),
    [{ code: "totals-differ" }, { code: "packet-extra" }],
    "the same twice",
  );
  like(t, await lie({ packets: [first, { ...second, attempts: 7 }] }), [
    { code: "packet-differs", packet: second.packet },
  ]);
  like(t, await lie({ packets: [second, first] }), [{ code: "otherwise-differs" }]);
  like(t, await lie({ log: { ...honest.log, root: encodeBase64(new Uint8Array(32)) } }), [{ code: "other-log" }]);
  like(t, await lie({ log: { ...honest.log, origin: "log.example/other" } }), [{ code: "other-log" }]);
  like(t, await lie({ log: { ...honest.log, size: honest.log.size + 1 } }), [{ code: "log-behind" }]);
});

t.test("statement: an older checkpoint or a smaller size cannot hide old entries", async (t) => {
  const scene = await Scene.made();
  const { thread } = scene;
  const [before] = await thread.accept(thread.thread, "supplement", "procuratorate", ["housing"]);
  if (before === undefined) throw new TypeError("a packet");
  await scene.publish();
  await thread.receipt(before, "accepted");
  const [later] = await thread.accept(thread.thread, "supplement", "procuratorate", ["housing"]);
  await scene.publish();
  const recorded = thread.at;
  const old = (nth: number) => scene.statement({ party: "housing", ...NOVEMBER }, nth);
  const told = async (nth: number, at: number) => {
    thread.at = at;
    const ran = await scene.verify(await scene.sign(old(nth)));
    t.equal(ran.code, faultsOf(ran).length === 0 ? 0 : 5);
    noted = ran.stderr;
    return ran.lines[0]?.faults as object[];
  };
  let noted = "";
  t.same(await told(-3, recorded + 10_000), [], "what came just before may not have been published");
  t.match(noted, /the log goes on: 2 packets of this period/, "and is told of");
  t.same(await told(-3, recorded + 6 * MINUTE), [
    { code: "packet-left-out", packet: before.id },
    { code: "packet-left-out", packet: later?.id },
  ]);
  t.same(await told(-2, recorded + 6 * MINUTE), [
    { code: "packet-left-out", packet: later?.id },
    { code: "fate-left-out", packet: before.id },
  ]);
  t.same(await told(-1, recorded + 6 * MINUTE), [], "the honest one");
  t.notMatch(noted, /goes on/);
});

t.test("statement: one fetched just now must be made just now", async (t) => {
  const parties = { auditor: await newKeySet() };
  const gateway = await FakeGateway.start(parties);
  t.teardown(() => gateway.stop());
  const scene = await Scene.made(Date.now() - 60 * MINUTE);
  const { aidx, thread } = scene;
  await aidx.giveKeys("auditor", parties.auditor);
  aidx.env.AIDX_GATEWAY = gateway.url;
  aidx.env.AIDX_PARTY = "auditor";
  aidx.now = Date.now;
  const period = { from: new Date(thread.at - 3_600_000).toISOString(), to: new Date(thread.at).toISOString() };
  const asked = `--party housing --from ${period.from} --to ${period.to}`;
  const answered = async (jws: string) => {
    gateway.fail("/v1/audit/statements", { status: 200, headers: { "content-type": "application/jwt" }, body: jws });
    return aidx.run(`audit statement ${asked} --jwks gateway.jwks.json --log log ${scene.key} --json`);
  };
  const honest = scene.statement({ party: "housing", ...period });
  const now = Math.floor(Date.now() / 1000);
  const good = await answered(await scene.sign(honest, { iat: now }));
  t.equal(good.code, 0, good.stdout + good.stderr);
  t.same(gateway.requests.at(-1)?.path.split("?")[1], new URLSearchParams({ party: "housing", ...period }).toString());
  t.same(faultsOf(await answered(await scene.sign(honest, { iat: now - 600 }))), ["made-at-other-time"]);
  t.same(faultsOf(await answered(await scene.sign(honest, { iat: now + 600 }))), ["made-at-other-time"]);
});

t.test("statement: an unknown party, and a key that was never registered", async (t) => {
  const scene = await Scene.made();
  const nobody = await scene.sign(scene.statement({ party: "nobody", ...NOVEMBER }), { sub: "nobody" });
  t.same(faultsOf(await scene.verify(nobody, "--party nobody --month 2026-11")), ["party-unknown"]);
  const { jwk, kid } = scene.thread.key("housing");
  const { d: _private, ...open } = jwk as unknown as Record<string, unknown>;
  await scene.aidx.write("gateway.jwks.json", { keys: [{ ...open, kid, use: "sig" }] });
  const statement = scene.statement({ party: "housing", ...NOVEMBER });
  const iat = Math.floor(scene.thread.at / 1000);
  const forged = await scene.thread.sign("housing", TOKEN_TYPES.statement, {
    iss: GATEWAY,
    sub: "housing",
    iat,
    statement,
  });
  t.same(faultsOf(await scene.verify(forged)), ["key-unregistered"]);
});
