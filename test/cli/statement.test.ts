/** What a gateway that lies could answer with, signed with its own keys: none of it passes, and each lie is named. */
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import t from "tap";
import { monthPeriod, type Statement, STATEMENT_TYP, StatementBuilder } from "../../src/audit/statement/statement.ts";
import { encodeBase64 } from "../../src/audit/base64.ts";
import { NATIVE_HASHER } from "../../src/audit/native-hasher.ts";
import { CommandLine, type Ran } from "../support/command-line.ts";
import { EvidenceThread, GATEWAY } from "../support/evidence-thread.ts";
import { FakeGateway } from "../support/fake-gateway.ts";
import { newKeySet } from "../support/party-key-set.ts";

const MINUTE = 60_000;
const NOVEMBER = monthPeriod("2026-11", 480) ?? { from: "", to: "" };

/** A log in a folder, an auditor beside it, and a gateway that signs whatever it likes. */
class Scene {
  readonly thread: EvidenceThread;
  readonly aidx: CommandLine;
  readonly #sizes: { size: number; root: Uint8Array }[] = [];

  private constructor(thread: EvidenceThread, aidx: CommandLine) {
    this.thread = thread;
    this.aidx = aidx;
  }

  /** @param start when its first entry was recorded, ms */
  static async made(start?: number): Promise<Scene> {
    const aidx = new CommandLine(await mkdtemp(path.join(tmpdir(), "aidx-statement-")), { LANG: "en" });
    const thread = new EvidenceThread();
    if (start !== undefined) thread.at = start;
    const scene = new Scene(thread, aidx);
    aidx.now = () => thread.at;
    thread.register();
    await thread.tell();
    await scene.publish();
    const { jwk, kid } = thread.key(GATEWAY);
    const { d: _private, ...open } = jwk as unknown as Record<string, unknown>;
    await aidx.write("gateway.jwks.json", { keys: [{ ...open, kid, use: "sig" }] });
    return scene;
  }

  /** Publishes all that waits, and mirrors the log into `log/`. */
  async publish(): Promise<void> {
    const { size, root } = await this.thread.log.publish();
    this.#sizes.push({ size, root });
    for (const [name, bytes] of this.thread.log.mirror()) {
      await mkdir(path.dirname(path.join(this.aidx.cwd, "log", name)), { recursive: true });
      await writeFile(path.join(this.aidx.cwd, "log", name), bytes);
    }
  }

  /** The statement that the entries make. @param nth which publication it is of, the last one unless told */
  statement(scope: { party: string; from: string; to: string }, nth = -1): Statement {
    const { size, root } = this.#sizes.at(nth) ?? { size: 0, root: new Uint8Array() };
    const builder = new StatementBuilder(scope);
    for (const [index, { entry }] of this.thread.log.all.slice(0, size).entries()) builder.add(index, entry);
    return builder.statement({ origin: this.thread.log.origin, size, root: encodeBase64(root) });
  }

  sign(statement: unknown, more: object = {}): Promise<string> {
    const iat = Math.floor(this.thread.at / 1000);
    return this.thread.sign(GATEWAY, STATEMENT_TYP, { iss: GATEWAY, sub: "housing", iat, statement, ...more });
  }

  get key(): string {
    return `--log-key ${this.thread.log.signer.vkey}`;
  }

  /** What the auditor is told of it. */
  async verify(jws: string, options = "--party housing --month 2026-11", log = "--log log"): Promise<Ran> {
    await writeFile(path.join(this.aidx.cwd, "st.jwt"), jws);
    const parts = ["audit statement", options, "--signed st.jwt --jwks gateway.jwks.json", log, this.key, "--json"];
    return this.aidx.run(parts.filter((part) => part !== "").join(" "));
  }
}

const faultsOf = ({ lines }: Ran) => ((lines[0]?.faults ?? []) as { code: string }[]).map(({ code }) => code);

t.test("an honest statement of a party's month", async (t) => {
  const scene = await Scene.made();
  const ran = await scene.verify(await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })));
  t.equal(ran.code, 0, ran.stdout + ran.stderr);
  t.match(ran.lines[0], { ok: true, party: "housing", provisional: true, faults: [], totals: { packets: 2 } });
  t.match(ran.stderr, /all 2 packets agree/);
});

t.test("a statement that was kept says whose it is, of what period and up to where", async (t) => {
  const scene = await Scene.made();
  const jws = await scene.sign(scene.statement({ party: "housing", ...NOVEMBER }));
  const { code, stdout } = await scene.verify(jws, "--party housing");
  t.equal(code, 0);
  await writeFile(path.join(scene.aidx.cwd, "st.jwt"), jws);
  const shown = await scene.aidx.run("audit statement --party housing --signed st.jwt --jwks gateway.jwks.json");
  t.match(
    shown.stdout,
    /^statement of housing: packets sealed from 2026-11-01 00:00:00 \+08:00 to 2026-12-01 00:00:00 \+08:00 \(/,
  );
  t.match(
    shown.stdout,
    /made by aid-gateway at 2026-11-23 [\d:]+ \+08:00, of the log log.example\/aid up to size \d+\n/,
  );
  t.match(shown.stdout, /\nprovisional: the period had not ended/);
  t.match(shown.stderr, /only the signature was verified/);
  t.notMatch(stdout, /\u001b/);
});

t.test("aidx verify sends whoever gives it a statement to this command", async (t) => {
  const scene = await Scene.made();
  await writeFile(
    path.join(scene.aidx.cwd, "st.jwt"),
    await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })),
  );
  const told = await scene.aidx.run(`verify st.jwt ${scene.key}`);
  t.match(told, {
    code: 2,
    stderr: /a signed statement.*aidx audit statement --party ID --signed st\.jwt --jwks FILE/,
  });
  t.match((await scene.aidx.run(`verify st.jwt ${scene.key} --lang zh`)).stderr, /签名的对账单.*--signed st\.jwt/);
});

t.test("what was kept before is not written over", async (t) => {
  const scene = await Scene.made();
  const jws = await scene.sign(scene.statement({ party: "housing", ...NOVEMBER }));
  const file = path.join(scene.aidx.cwd, "kept.jwt");
  t.equal((await scene.verify(jws, "--party housing --out kept.jwt")).code, 0);
  t.equal(await readFile(file, "utf8"), jws);
  const other = await scene.sign(scene.statement({ party: "education", ...NOVEMBER }), { sub: "education" });
  t.match((await scene.verify(other, "--party education --out kept.jwt")).lines, [
    { error: { ending: "refused", exit: 1, message: /there is a file already, and it is not written over/ } },
  ]);
  t.equal(await readFile(file, "utf8"), jws);
});

t.test("in Chinese: states, totals and the mark of what was destroyed; times where the months are", async (t) => {
  const scene = await Scene.made();
  const { packets, totals, ...honest } = scene.statement({ party: "housing", ...NOVEMBER });
  const [first, ...others] = packets;
  if (first === undefined) throw new TypeError("a packet");
  const shown = async (statement: object, options = "") => {
    await writeFile(path.join(scene.aidx.cwd, "st.jwt"), await scene.sign({ ...honest, ...statement }));
    const line = `audit statement --party housing --signed st.jwt --jwks gateway.jwks.json${options}`;
    const { code, stdout, stderr } = await scene.aidx.run(line);
    t.equal(code, 0, stderr);
    return stdout;
  };
  const whole = await shown({ packets, totals }, " --lang zh");
  t.match(whole, /^housing 对账单：封装时间 2026-11-01 00:00:00 \+08:00 至 2026-12-01 00:00:00 \+08:00（不含）\n/);
  t.match(whole, /\n封装时间（\+08:00） .*\n─.*\n2026-11-23 \S+ +procuratorate +housing +已拒收 /);
  t.match(
    whole,
    /\n数据包 2 {2}待投递 0 {2}已送达 0 {2}已签收 1 {2}已拒收 1 {2}投递失败 0 {2}已撤回 0 {2}内容已销毁 0\n$/,
  );
  t.notMatch(whole, /†|accepted|rejected/);
  const gone = {
    packets: [{ ...first, erasedAt: "2026-11-23T09:00:00.000Z" }, ...others],
    totals: { ...totals, erased: 1 },
  };
  t.match(await shown(gone, " --lang zh"), /已拒收 †.*\n† 内容已销毁\n数据包 2 .*内容已销毁 1\n$/s);
  t.match(await shown(gone), /rejected †.*\n† its payload was destroyed\npackets 2 {2}queued 0 .*erased 1\n$/s);
  t.match(
    await shown({ packets, totals }, " --utc-offset -03:00"),
    /from 2026-10-31 13:00:00 -03:00 to .*sealed \(-03:00\)/s,
  );
});

t.test("a period that had ended is not provisional", async (t) => {
  const scene = await Scene.made();
  scene.thread.at = Date.parse("2026-12-02T00:00:00Z");
  const ran = await scene.verify(await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })));
  t.equal(ran.code, 0, ran.stdout);
  t.equal(ran.lines[0]?.provisional, false);
});

t.test("another party's, another period's, one made at another time", async (t) => {
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
  t.same(await told(await scene.sign(of({}), { iat: late })), ["made-otherwhen"]);
});

t.test("a packet that it leaves out, puts in, or tells otherwise of", async (t) => {
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
  t.match(await lie({ packets: [second] }), [
    { code: "totals-differ" },
    { code: "packet-missing", packet: first.packet },
  ]);
  const strange = { ...second, packet: scene.thread.newId() };
  t.match(await lie({ packets: [first, second, strange] }), [
    { code: "totals-differ" },
    { code: "packet-extra", packet: strange.packet },
  ]);
  t.match(
    await lie({ packets: [first, second, second] }),
    [{ code: "totals-differ" }, { code: "packet-extra" }],
    "the same twice",
  );
  t.match(await lie({ packets: [first, { ...second, attempts: 7 }] }), [
    { code: "packet-differs", packet: second.packet },
  ]);
  t.match(await lie({ packets: [second, first] }), [{ code: "otherwise-differs" }]);
  t.match(await lie({ log: { ...honest.log, root: encodeBase64(new Uint8Array(32)) } }), [{ code: "other-log" }]);
  t.match(await lie({ log: { ...honest.log, origin: "log.example/other" } }), [{ code: "other-log" }]);
  t.match(await lie({ log: { ...honest.log, size: honest.log.size + 1 } }), [{ code: "log-behind" }]);
});

t.test("an older checkpoint, or a smaller size, hides nothing that was in the log long before", async (t) => {
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

t.test("got just now, it must have been made just now", async (t) => {
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
  t.same(faultsOf(await answered(await scene.sign(honest, { iat: now - 600 }))), ["made-otherwhen"]);
  t.same(faultsOf(await answered(await scene.sign(honest, { iat: now + 600 }))), ["made-otherwhen"]);
});

t.test("a party that the log never heard of, and a key that it never registered", async (t) => {
  const scene = await Scene.made();
  const nobody = await scene.sign(scene.statement({ party: "nobody", ...NOVEMBER }), { sub: "nobody" });
  t.same(faultsOf(await scene.verify(nobody, "--party nobody --month 2026-11")), ["party-unknown"]);
  const { jwk, kid } = scene.thread.key("housing");
  const { d: _private, ...open } = jwk as unknown as Record<string, unknown>;
  await scene.aidx.write("gateway.jwks.json", { keys: [{ ...open, kid, use: "sig" }] });
  const statement = scene.statement({ party: "housing", ...NOVEMBER });
  const iat = Math.floor(scene.thread.at / 1000);
  const forged = await scene.thread.sign("housing", STATEMENT_TYP, { iss: GATEWAY, sub: "housing", iat, statement });
  t.same(faultsOf(await scene.verify(forged)), ["key-unregistered"]);
});

t.test("what was signed and is no statement ends as untrusted, whatever it is", async (t) => {
  const scene = await Scene.made();
  const honest = scene.statement({ party: "housing", ...NOVEMBER });
  const [packet] = honest.packets;
  const changed = (change: object) => ({ ...honest, packets: [{ ...packet, ...change }] });
  const hostile: unknown[] = [
    null,
    [],
    {},
    "statement",
    7,
    { ...honest, packets: null },
    { ...honest, packets: [null] },
    { ...honest, packets: {} },
    { ...honest, log: null },
    { ...honest, log: { ...honest.log, size: 1e308 } },
    { ...honest, log: { ...honest.log, size: -1 } },
    { ...honest, log: { ...honest.log, root: "====" } },
    { ...honest, log: { ...honest.log, origin: "a\u001b[2J b" } },
    { ...honest, totals: [] },
    { ...honest, totals: { ...honest.totals, queued: "\u001b]0;x\u0007" } },
    { ...honest, totals: { ...honest.totals, __proto__: 1, more: 1 } },
    { ...honest, from: "\u001b[2J" },
    { ...honest, to: "9999" },
    { ...honest, party: "\u001b[2Jhousing" },
    { ...honest, note: "more" },
    changed({ state: "\u001b[2J\u001b]0;pwn\u0007accepted" }),
    changed({ reason: "\u001b[2J" }),
    changed({ recipient: "\u202egnisuoh" }),
    changed({ sealedAt: "2026-13-45T00:00:00.000Z" }),
    changed({ entries: [] }),
    changed({ entries: [2, 1] }),
    changed({ attempts: 1.5 }),
    changed({ packet: "../../x" }),
    changed({ note: "more" }),
  ];
  for (const statement of hostile)
    for (const log of ["--log log", ""]) {
      const ran = await scene.verify(await scene.sign(statement), undefined, log);
      t.match(
        ran.lines[0],
        { error: { ending: "untrusted", exit: 5, message: /no statement/ } },
        JSON.stringify(statement),
      );
      t.notMatch(ran.stdout + ran.stderr, /\u001b|TypeError/);
    }
  for (const claims of [{ iat: "x" }, { iat: 1e300 }, { iat: -1 }, { iat: null }, { sub: 1 }, { iss: "\u001b" }]) {
    const ran = await scene.verify(await scene.sign(honest, claims));
    t.match(ran.lines[0], { error: { ending: "untrusted" } }, JSON.stringify(claims));
  }
  t.match((await scene.verify("garbage")).lines[0], { error: { ending: "untrusted", message: /signature/ } });
});

t.test("a log with what is no entry ends as untrusted", async (t) => {
  for (const raw of ["null", '{"actor":"x","note":"\\ud800","time":"2026-11-23T08:00:00.000Z","type":"read","v":1}']) {
    const scene = await Scene.made();
    const bytes = Buffer.from(raw);
    const leafHash = Buffer.from(NATIVE_HASHER.leaf(bytes));
    scene.thread.log.all.push({
      bytes,
      leafHash,
      entry: { v: 1, type: "read", time: "2026-11-23T09:00:00.000Z", actor: "" },
    });
    await scene.publish();
    const ran = await scene.verify(await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })));
    t.match(ran.lines[0], { error: { ending: "untrusted", exit: 5, message: /the log does not verify/ } }, raw);
  }
});

t.test("periods that are none are refused before anybody is asked", async (t) => {
  const scene = await Scene.made();
  for (const options of [
    "--month 0000-01",
    "--month 1999-12",
    "--month 2026-13",
    "--month 3000-01",
    "--month 2026-12",
    "--month 2026-11 --utc-offset 8",
    "--signed st.jwt --utc-offset 8",
    "--month 2026-11 --from 2026-11-01 --to 2026-12-01",
    "--from 2026-11-01",
    "--from 2026-11-31 --to 2026-12-05",
    "--from 2026-12-01 --to 2026-11-01",
    "--from x --to y",
    "",
  ]) {
    const ran = await scene.aidx.run(`audit statement --party housing${options === "" ? "" : ` ${options}`}`);
    t.equal(ran.code, 2, options);
  }
});
