/** `aidx audit statement`: honest statements, and signed texts that are not statements. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { NOVEMBER, Scene } from "../support/cli/statement-scene.ts";
import { like } from "../support/like.ts";

t.test("statement: an honest one of a party's month verifies", async (t) => {
  const scene = await Scene.made();
  const ran = await scene.verify(await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })));
  t.equal(ran.code, 0, ran.stdout + ran.stderr);
  like(t, ran.lines[0], { ok: true, party: "housing", provisional: true, faults: [], totals: { packets: 2 } });
  t.match(ran.stderr, /all 2 packets agree/);
});

t.test("statement: a kept one shows its party, period and log size", async (t) => {
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

t.test("aidx verify names the command for statements", async (t) => {
  const scene = await Scene.made();
  await writeFile(
    path.join(scene.aidx.cwd, "st.jwt"),
    await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })),
  );
  const told = await scene.aidx.run(`verify st.jwt ${scene.key}`);
  like(t, told, {
    code: 2,
    stderr: /a signed statement.*aidx audit statement --party ID --signed st\.jwt --jwks FILE/,
  });
  t.match((await scene.aidx.run(`verify st.jwt ${scene.key} --lang zh`)).stderr, /签名的对账单.*--signed st\.jwt/);
});

t.test("statement: an existing file is not overwritten", async (t) => {
  const scene = await Scene.made();
  const jws = await scene.sign(scene.statement({ party: "housing", ...NOVEMBER }));
  const file = path.join(scene.aidx.cwd, "kept.jwt");
  t.equal((await scene.verify(jws, "--party housing --out kept.jwt")).code, 0);
  t.equal(await readFile(file, "utf8"), jws);
  const other = await scene.sign(scene.statement({ party: "education", ...NOVEMBER }), { sub: "education" });
  like(t, (await scene.verify(other, "--party education --out kept.jwt")).lines, [
    { error: { ending: "refused", exit: 1, message: /the file exists and is not overwritten/ } },
  ]);
  t.equal(await readFile(file, "utf8"), jws);
});

t.test(
  "statement in Chinese: words for states and totals, the mark of a destroyed payload, times in the zone of the months",
  async (t) => {
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
      /\n数据包 2 {2}待送达 0 {2}已送达 0 {2}已签收 1 {2}已拒收 1 {2}投递失败 0 {2}已撤回 0 {2}内容已销毁 0\n$/,
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
  },
);

t.test("statement: it is not provisional when its period had ended", async (t) => {
  const scene = await Scene.made();
  scene.thread.at = Date.parse("2026-12-02T00:00:00Z");
  const ran = await scene.verify(await scene.sign(scene.statement({ party: "housing", ...NOVEMBER })));
  t.equal(ran.code, 0, ran.stdout);
  t.equal(ran.lines[0]?.provisional, false);
});

t.test("statement: a signed text that is not a statement is untrusted", async (t) => {
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
  for (const statement of hostile) {
    for (const log of ["--log log", ""]) {
      const ran = await scene.verify(await scene.sign(statement), undefined, log);
      like(
        t,
        ran.lines[0],
        { error: { ending: "untrusted", exit: 5, message: /not a statement/ } },
        JSON.stringify(statement),
      );
      t.notMatch(ran.stdout + ran.stderr, /\u001b|TypeError/);
    }
  }
  for (const claims of [{ iat: "x" }, { iat: 1e300 }, { iat: -1 }, { iat: null }, { sub: 1 }, { iss: "\u001b" }]) {
    const ran = await scene.verify(await scene.sign(honest, claims));
    like(t, ran.lines[0], { error: { ending: "untrusted" } }, JSON.stringify(claims));
  }
  like(t, (await scene.verify("garbage")).lines[0], { error: { ending: "untrusted", message: /signature/ } });
});

t.test("statement: a log with bytes that are not an entry is untrusted", async (t) => {
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
    like(t, ran.lines[0], { error: { ending: "untrusted", exit: 5, message: /the log does not verify/ } }, raw);
  }
});

t.test("statement: invalid periods are refused before any request", async (t) => {
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
