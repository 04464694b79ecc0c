import t from "tap";
import { parseNote, SIGNATURE_TYPES } from "../../../src/tlog/note.ts";
import { cosignatureOf, setUp, text } from "../../support/log/asked-witnesses.ts";
import { type NoteSigner, noteSigner, signCheckpoint } from "../../support/log/memory-log.ts";
import { like } from "../../support/like.ts";

t.test("witnessing: a line that is no cosignature of this checkpoint by this witness does not count", async (t) => {
  const stranger = noteSigner("w0", SIGNATURE_TYPES.cosignature);
  for (const answer of [
    (body: string) => text(200, cosignatureOf(body, stranger)),
    (body: string, own: NoteSigner) => text(200, cosignatureOf(body.replace("\n3\n", "\n4\n"), own)),
    (body: string, own: NoteSigner) => text(200, cosignatureOf(body, own, 0n)),
    () => text(200, "— nonsense\n"),
    () => text(200, ""),
    () => text(302),
    () => text(409, "3\n"),
    () => text(409, "03\n", "text/x.tlog.size"),
    () => text(500, "x".repeat(100)),
  ]) {
    const { publish, answered, outcomes, saved, pauses, alarms } = setUp(t, [answer]);
    await publish(3);
    await answered(1);
    t.same(outcomes, [["w0", "wrong-answer", 3]]);
    t.same([saved, alarms], [[], []]);
    t.same(pauses, [250]);
  }
});

t.test("witnessing: a conflict is answered with the proof from the named size; the quorum decides", async (t) => {
  const bodies: string[] = [];
  const good = (body: string, own: NoteSigner) => text(200, cosignatureOf(body, own));
  const { publish, answered, saved, outcomes } = setUp(
    t,
    [
      (body, own) => {
        bodies.push(body.split("\n\n", 1)[0] ?? "");
        return bodies.length === 1 ? text(409, "2\n", "text/x.tlog.size") : good(body, own);
      },
      good,
    ],
    { quorum: 2 },
  );
  await publish(5);
  await answered(3);
  t.match(bodies[0], /^old 0$/);
  t.match(bodies[1], /^old 2\n[^\n]+\n[^\n]+$/, "with its proof");
  t.ok(outcomes.some(([, outcome]) => outcome === "conflict"));
  t.same(
    saved.map(({ size, quorum }) => [size, quorum]),
    [
      [5, false],
      [5, true],
    ],
  );
  t.equal(parseNote(saved.at(-1)?.note ?? "").signatures.length, 3);
});

t.test("witnessing: pauses grow while a witness is down, and it is asked for what lacks a quorum", async (t) => {
  const { publish, answered, pauses, resume, saved, outcomes } = setUp(
    t,
    [
      (body, own) => text(200, cosignatureOf(body, own)),
      (body, own) => {
        if (pauses.length < 3) throw new Error("down");
        return text(200, cosignatureOf(body, own));
      },
    ],
    { quorum: 2 },
  );
  await publish(2);
  await answered(2);
  await publish(2);
  for (let n = 3; n <= 4; n++) {
    resume();
    await answered(n);
  }
  t.same(pauses, [250, 500, 1000]);
  t.notOk(saved.some(({ quorum }) => quorum));
  resume();
  await answered(7);
  t.same(
    saved.filter(({ quorum }) => quorum).map(({ size }) => size),
    [2, 4],
    "both cosign the same trees, and it never goes back",
  );
  t.equal(outcomes.length, 7);
});

t.test("witnessing: an unknown key is reported once until the witness has cosigned", async (t) => {
  const given = { key: false };
  const { publish, answered, outcomes, alarms, pauses, resume, witnessing, saved } = setUp(
    t,
    [
      (body, own) => {
        if (pauses.length === 1) throw new Error("down for a moment");
        return given.key ? text(200, cosignatureOf(body, own)) : text(403, "the log has not signed this\n");
      },
    ],
    { latest: text(200, "— nonsense\n") },
  );
  await publish(3);
  for (let n = 1; n <= 2; n++) {
    await answered(n);
    resume();
  }
  await answered(3);
  t.same(
    outcomes.map(([, outcome]) => outcome),
    ["unknown-key", "no-answer", "unknown-key"],
  );
  t.same(alarms, [["w0", "unknown-key", 3]], "a witness that is down in between has not learned the key");
  t.same(witnessing.shown(), [], "no alarm against the log");
  given.key = true;
  resume();
  await answered(4);
  t.same(outcomes.at(-1), ["w0", "cosigned", 3], "it is asked again without a restart of the log");
  like(t, saved, [{ size: 3, quorum: true }]);
  given.key = false;
  await publish(2);
  await answered(5);
  t.same(alarms.slice(1), [["w0", "unknown-key", 5]], "the next rotation is reported again");
});

t.test(
  "witnessing: a witness that is ahead or refuses raises an alarm; only notes that the log signed count",
  async (t) => {
    for (const [answer, alarm, size] of [
      [text(409, "9\n", "text/x.tlog.size"), "ahead", 9],
      [text(422), "refused", 3],
    ] as const) {
      const { publish, answered, alarms, witnessing, log, shownLatest, resume } = setUp(t, [() => answer]);
      const later = { origin: log.origin, size: 9, root: new Uint8Array(32), extensions: [] };
      shownLatest.now = text(200, signCheckpoint(later, noteSigner(log.origin)));
      await publish(3);
      await answered(1);
      t.same(alarms, [["w0", alarm, size]]);
      t.same(witnessing.shown(), [], "a note signed by another key stops nothing");
      t.same(await witnessing.seenElsewhere(), []);
      const own = signCheckpoint(later, log.signer);
      shownLatest.now = text(200, own);
      resume();
      await answered(2);
      t.same(witnessing.shown(), [own]);
      t.same(await witnessing.seenElsewhere(), [own]);
    }
  },
);
