/**
 * Damaged and forged files in the folders of sender and recipient: each is named, and the others are still compared.
 */
import { mkdir, rm, rename } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import path from "node:path";
import t from "tap";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { formatDigest } from "../../src/wire/digest.ts";
import { entry, packetEntry } from "../../src/exchange/entries.ts";
import { GATEWAY, type ThreadPacket } from "../support/evidence/evidence-thread.ts";
import { signCheckpoint } from "../support/log/memory-log.ts";
import { Scene, differencesOf } from "../support/cli/reconcile-scene.ts";
import { claimsOf } from "../support/jws.ts";
import { like } from "../support/like.ts";

t.test("reconcile: folders and log agree", async (t) => {
  const scene = await Scene.made();
  const ran = await scene.run();
  t.equal(ran.code, 0, ran.stdout + ran.stderr);
  t.same(ran.lines[0], { ok: true, differences: [] });
});

t.test(
  "reconcile: a log that is ahead of its witnesses is compared whole, with a note; a forked log is not compared",
  async (t) => {
    const scene = await Scene.made();
    const { log, witnesses } = scene.thread;
    const witnessed = (await log.heads()).witnessed;
    log.append(entry("read", scene.thread.at, "auditor", {}).entry);
    await log.publish(log.all.length, []);
    await scene.publishFiles();
    const size = log.all.length;
    const trusting = `--witness ${witnesses[0]?.vkey} --quorum 1`;
    const none = await scene.run(trusting);
    t.equal(none.code, 5);
    t.match(none.stderr, /does not verify: Witnesses cosigned the checkpoint \(0 of the trusted witnesses cosigned/);
    await scene.write("log/checkpoint.witnessed", witnessed?.text);
    const behind = await scene.run(trusting);
    t.equal(behind.code, 0, behind.stdout + behind.stderr);
    t.match(
      behind.stderr,
      `Of ${size} entries witnesses have cosigned the first ${witnessed?.size}. The other 1 are verified as published only`,
    );
    t.match((await scene.run(`${trusting} --lang zh`)).stderr, /其后 1 条只核验为已发布/);
    t.equal((await scene.run()).stderr, "", "who asked for no witness is told of none");
    const root = Buffer.alloc(32);
    await scene.write(
      "log/checkpoint.witnessed",
      signCheckpoint({ origin: log.origin, size: 3, root, extensions: [] }, log.signer),
    );
    const forked = await scene.run(`${trusting} --lang zh`);
    t.equal(forked.code, 5);
    t.match(forked.stderr, /日志未通过核验：见证方联署（日志分叉：/);
  },
);

t.test("reconcile: a garbled file is named, and the others are still compared", async (t) => {
  const garbage = [
    "",
    '{"v":1,"acc',
    "null",
    "[]",
    "7",
    '{"v":1,"jti":"x","accepted":null}',
    '{"v":1,"jti":"x","accepted":7}',
    '{"v":1,"jti":"x","accepted":{"message":"m","receipt":12,"at":7}}',
    '{"v":1,"jti":{},"accepted":{"receipt":"a.b.c"}}',
    '{"packet":{},"digest":1,"state":"accepted"}',
    '{"packet":"x","digest":"y","state":"accepted","receipt":3,"at":null}',
    '{"packet":"x","digest":"y","state":"accepted"}',
    '{"packet":"x","digest":"y","state":"elsewhere","receipt":"x"}',
    "[".repeat(10_000),
  ];
  const scene = await Scene.made();
  const [first = "", second = ""] = await scene.names("sent");
  const [receipt = ""] = await scene.names("inbox");
  await rm(path.join(scene.aidx.cwd, "sent", second));
  for (const text of garbage) {
    await scene.write(`sent/${first}`, text);
    await scene.write(`inbox/${receipt}`, text);
    const ran = await scene.run();
    t.equal(ran.code, 5, text.slice(0, 80));
    const found = differencesOf(ran);
    like(
      t,
      found.filter(({ file }) => file !== undefined),
      [
        { code: "unreadable", file: first },
        { code: "unreadable", file: receipt },
      ],
    );
    for (const [code, name] of [
      ["submission-receipt-missing", second],
      ["submission-receipt-missing", first],
      ["receipt-missing", receipt],
    ]) {
      t.ok(
        found.some(
          (one) =>
            one.code === code && [one.message, one.packet].some((id) => id !== undefined && name?.startsWith(id)),
        ),
      );
    }
  }
});

t.test("reconcile: a folder or pipe in place of a file is named", async (t) => {
  const scene = await Scene.made();
  await mkdir(path.join(scene.aidx.cwd, "sent", "a.push"));
  execFileSync("mkfifo", [path.join(scene.aidx.cwd, "sent", "b.push")]);
  like(t, differencesOf(await scene.run()), [
    { code: "unreadable", file: "a.push" },
    { code: "unreadable", file: "b.push" },
  ]);
});

t.test("reconcile: a signed text that is not a receipt, or is another party's, does not count", async (t) => {
  const scene = await Scene.made();
  const { thread } = scene;
  const [file = ""] = await scene.names("sent");
  const record = await scene.read(`sent/${file}`);
  const { receipt = "" } = record.accepted as Record<string, string>;
  const put = async (claims: unknown, by = GATEWAY, typ = "aid-submission-receipt+jwt") => {
    const forged = await thread.sign(by, typ, claims as object);
    await scene.write(`sent/${file}`, { ...record, accepted: { ...(record.accepted as object), receipt: forged } });
    return differencesOf(await scene.run()).map(({ code }) => code);
  };
  const lost = ["submission-receipt-missing", "signature"];
  const honest = claimsOf(receipt);
  t.same(await put(honest), [], "signed again it is as good");
  for (const claims of [
    {},
    [],
    { ...honest, packets: null },
    { ...honest, packets: [null] },
    { ...honest, packets: {} },
    { ...honest, log: null },
    { ...honest, iss: "housing" },
  ]) {
    t.same(await put(claims), lost, JSON.stringify(claims));
  }
  t.same(await put(honest, "housing"), lost, "by another");
  t.same(await put(honest, GATEWAY, "aid-receipt+jwt"), lost, "of another type");
  t.same(await put({ ...honest, log: { ...(honest.log as object), origin: "log.example/other" } }), [
    "message-differs",
  ]);
  t.same(await put({ ...honest, aud: "education" }), ["message-differs", "submission-of-another"]);
});

t.test("reconcile: a record that differs from its signed part is named", async (t) => {
  const scene = await Scene.made();
  const put = async (name: string, change: (record: Record<string, unknown>) => object) => {
    const before = await scene.read(name);
    await scene.write(name, change(before));
    const found = differencesOf(await scene.run());
    await scene.write(name, before);
    return found;
  };
  const [sent = ""] = await scene.names("sent");
  const accepted = (change: object) => (record: Record<string, unknown>) => ({
    ...record,
    accepted: { ...(record.accepted as object), ...change },
  });
  const named = (file: string) => [{ code: "record-differs", file }];
  for (const change of [{ message: "x" }, { packets: [] }, { packets: [1, 2, 3] }, { packets: "x" }]) {
    t.same(await put(`sent/${sent}`, accepted(change)), named(sent), JSON.stringify(change));
  }
  const [inbox = ""] = await scene.names("inbox");
  for (const change of [{ state: "accepted" }, { reason: "other" }]) {
    t.same(await put(`inbox/${inbox}`, (record) => ({ ...record, ...change })), named(inbox), JSON.stringify(change));
  }
  const digest = await put(`inbox/${inbox}`, (record) => ({ ...record, digest: "x" }));
  t.same(
    digest.map(({ code }) => code),
    ["kept-packet-differs", "record-differs"],
  );
});

t.test("reconcile: every packet that the recipient keeps is compared, with or without a receipt", async (t) => {
  let fetched: ThreadPacket | undefined;
  const scene = await Scene.made(async (thread) => {
    [fetched] = await thread.accept(thread.thread, "aid-subject-list", "procuratorate", ["housing"]);
    if (fetched !== undefined) thread.add(packetEntry("fetched", thread.at, "housing", fetched));
  });
  if (fetched === undefined) throw new TypeError("a packet");
  const { id: packet, message } = fetched;
  const digest = formatDigest(fetched.digest);
  like(t, differencesOf(await scene.run()), [{ code: "kept-packet-missing", packet, party: "housing" }]);
  const state = { packet, digest, state: "pending", at: new Date(scene.thread.at).toISOString() };
  const opened = { id: packet, digest, message, recipient: "housing", body: { persons: [] } };
  const keep = async (change: object, changed: object = change) => {
    await scene.write(`inbox/${packet}.receipt.json`, { ...state, ...change });
    await scene.write(`inbox/${packet}.json`, { ...opened, ...changed });
    return differencesOf(await scene.run());
  };
  t.same(await keep({}), []);
  t.same(await keep({ digest: "x" }), [{ code: "kept-packet-differs", packet, party: "housing" }]);
  t.same(await keep({}, { message: "x" }), [{ code: "kept-packet-differs", packet, party: "housing" }]);
  t.same(await keep({}, { digest: "x" }), [{ code: "record-differs", file: `${packet}.json` }]);
  t.same(await keep({}, { recipient: "education" }), [{ code: "record-differs", file: `${packet}.json` }]);
  t.same(await keep({}, { id: "x" }), [{ code: "record-differs", file: `${packet}.json` }]);
  t.same(await keep({}, { digest: 1 }), [{ code: "unreadable", file: `${packet}.json` }]);
  await keep({});
  const stray = scene.thread.newId();
  await scene.write(`inbox/${stray}.receipt.json`, { ...state, packet: stray });
  t.same(differencesOf(await scene.run()), [{ code: "kept-packet-not-in-log", packet: stray, party: "housing" }]);
  await rm(path.join(scene.aidx.cwd, "inbox", `${stray}.receipt.json`));
  await scene.write(`inbox/${stray}.json`, { ...opened, id: stray });
  t.same(differencesOf(await scene.run()), [{ code: "kept-packet-not-in-log", packet: stray, party: "housing" }]);
  await scene.write(`inbox/${stray}.receipt.json`, state);
  like(
    t,
    differencesOf(await scene.run()).filter(({ code }) => code === "record-differs"),
    [{ file: `${stray}.receipt.json` }],
    "under another's name",
  );
});

t.test("reconcile: a message that was pushed and not answered is named", async (t) => {
  const scene = await Scene.made();
  await scene.write("sent/list.json.push", { v: 1, jti: "jti", gateway: GATEWAY, party: "procuratorate" });
  const ran = await scene.run();
  t.equal(ran.code, 5);
  t.same(differencesOf(ran), [{ code: "submission-unanswered", file: "list.json.push" }]);
});

t.test("reconcile: a message that the gateway refused is not in doubt", async (t) => {
  const scene = await Scene.made();
  const refused = { at: new Date(scene.thread.at).toISOString(), status: 422, code: "invalid-document" };
  await scene.write("sent/list.json.push", { v: 1, jti: "jti", gateway: GATEWAY, party: "procuratorate", refused });
  const ran = await scene.run();
  t.same([ran.code, differencesOf(ran)], [0, []]);
});

t.test("reconcile: the folder of the pushed files stands for the folder of their records", async (t) => {
  const scene = await Scene.made();
  await mkdir(path.join(scene.aidx.cwd, "cases"));
  await rename(path.join(scene.aidx.cwd, "sent"), path.join(scene.aidx.cwd, "cases", ".aidx"));
  await rename(path.join(scene.aidx.cwd, "cases"), path.join(scene.aidx.cwd, "sent"));
  t.equal((await scene.run()).code, 0);
});

t.test("reconcile: a packet that only claims to be sealed again is named", async (t) => {
  const scene = await Scene.made(async (thread) => {
    const [queued] = await thread.accept(thread.thread, "aid-subject-list", "procuratorate", ["housing"]);
    thread.add(thread.sealed(thread.packet(thread.thread, "education"), queued?.id));
  });
  t.same(
    differencesOf(await scene.run()).map(({ code }) => code),
    ["replaced-differs", "replaced-unrefused", "replacement-unannounced"],
  );
});

t.test("reconcile: a log with an invalid entry is untrusted; file names are shown safely", async (t) => {
  const scene = await Scene.made();
  await scene.write("sent/\u001b[2J.push", "garbage");
  const shown = await scene.run("--lang en");
  t.equal(shown.code, 5);
  t.match(shown.stdout, /the file cannot be read, or is damaged +〔U\+001B〕\[2J\.push/);
  t.notMatch(shown.stdout + shown.stderr, /\u001b/);
  const bytes = Buffer.from("null");
  const leafHash = Buffer.from(NATIVE_HASHER.leaf(bytes));
  scene.thread.log.all.push({
    bytes,
    leafHash,
    entry: { v: 1, type: "read", time: "2026-11-23T09:00:00.000Z", actor: "" },
  });
  await scene.publish();
  like(t, (await scene.run()).lines[0], { error: { ending: "untrusted", exit: 5 } });
});
