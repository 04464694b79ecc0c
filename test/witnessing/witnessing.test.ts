import t, { type Test } from "tap";
import { openCheckpoint } from "../../src/audit/checkpoint.ts";
import { formatNote, formatSignature, parseNote, SIGNATURE_TYPES } from "../../src/audit/note.ts";
import type { WitnessReply } from "../../src/witnessing/add-checkpoint.ts";
import type { WitnessOutcome } from "../../src/witnessing/witness-task.ts";
import { createWitnessing } from "../../src/witnessing/witnessing.ts";
import { cosign, MemoryLog, type NoteSigner, noteSigner, signCheckpoint } from "../support/memory-log.ts";
import { sampleEntry } from "../support/store-samples.ts";

const PATIENCE = 3000;
const text = (status: number, body = "", type = "text/plain"): WitnessReply => ({ status, type, body });
const cosignatureOf = (body: string, witness: NoteSigner, time = 1_795_000_000n) => {
  const note = parseNote(body.slice(body.indexOf("\n\n") + 2));
  return parseNote(cosign(note, witness, time))
    .signatures.slice(-1)
    .map(formatSignature)
    .join("");
};

/** Witnessing over a log in memory, with witnesses whose answers the test gives. */
function setUp(
  t: Test,
  answers: readonly ((body: string, signer: NoteSigner) => Promise<WitnessReply> | WitnessReply)[],
  {
    quorum = 1,
    latest = text(404),
    save = () => undefined,
  }: { quorum?: number; latest?: WitnessReply; save?: () => void } = {},
) {
  const log = new MemoryLog();
  const signers = answers.map((_answer, n) => noteSigner(`w${n}`, SIGNATURE_TYPES.cosignature));
  const saved: { note: string; size: number; quorum: boolean }[] = [];
  const outcomes: [string, WitnessOutcome, number][] = [];
  const alarms: [string, string, number][] = [];
  const pauses: number[] = [];
  const waiting = new Set<() => void>();
  const patient = new Set<() => void>();
  const observed = new Set<() => void>();
  const shownLatest = { now: latest };
  const witnessing = createWitnessing({
    log,
    rows: {
      async saveCosigned(note, size, reached) {
        save();
        saved.push({ note, size, quorum: reached });
      },
    },
    witnesses: answers.map((answer, n) => {
      const signer = signers[n] ?? noteSigner("none");
      return {
        key: signer.key,
        client: { addCheckpoint: async (body) => answer(body, signer), latest: async () => shownLatest.now },
      };
    }),
    quorum,
    originHash: "00",
    patience: PATIENCE,
    async pause(ms, signal) {
      if (ms !== PATIENCE) pauses.push(ms);
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        (ms === PATIENCE ? patient : waiting).add(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    },
    observe(...seen) {
      outcomes.push(seen);
      for (const look of observed) look();
    },
    alarm: (...seen) => alarms.push(seen),
  });
  t.teardown(() => witnessing.stop());
  return {
    log,
    signers,
    saved,
    outcomes,
    alarms,
    pauses,
    witnessing,
    shownLatest,
    resume: () => waiting.forEach((resolve) => resolve()),
    /** The quorum has not come in time. */
    async patienceEnds() {
      patient.forEach((resolve) => resolve());
      patient.clear();
      await idle();
    },
    async publish(count: number) {
      for (let n = 0; n < count; n++) log.append(sampleEntry("refused", { code: `c${log.all.length}` }).entry);
      witnessing.published(await log.publish(log.all.length, []));
    },
    /** When so many answers have been seen. */
    async answered(count: number) {
      await new Promise<void>((resolve) => {
        const look = () => {
          if (outcomes.length >= count) resolve();
        };
        observed.add(look);
        look();
      });
      await idle();
    },
  };
}

/** Size of the checkpoint that a witness is asked for. */
const sizeIn = (body: string) => Number(body.slice(body.indexOf("\n\n") + 2).split("\n")[1]);

/** When everything that can go on without an answer has. */
const idle = () => new Promise((resolve) => setImmediate(resolve));

t.test("what is no cosignature of this checkpoint by this witness does not count", async (t) => {
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

t.test("a conflict is answered with the proof from the named size; the quorum decides", async (t) => {
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

t.test("waits grow while a witness is down, and it is asked for what a quorum still misses", async (t) => {
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

t.test("a witness that does not know the log's key: told once until it has cosigned", async (t) => {
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
  t.same(alarms, [["w0", "unknown-key", 3]], "who is down between has not learned it");
  t.same(witnessing.shown(), [], "and it says nothing against the log");
  given.key = true;
  resume();
  await answered(4);
  t.same(outcomes.at(-1), ["w0", "cosigned", 3], "it is asked again and again, and not by the log's restart");
  t.match(saved, [{ size: 3, quorum: true }]);
  given.key = false;
  await publish(2);
  await answered(5);
  t.same(alarms.slice(1), [["w0", "unknown-key", 5]], "the next rotation is told again");
});

t.test("a witness that knows more, or refuses: an alarm, and the log is shown its own signed word only", async (t) => {
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
    t.same(witnessing.shown(), [], "somebody else's signature stops nothing");
    t.same(await witnessing.seenElsewhere(), []);
    const own = signCheckpoint(later, log.signer);
    shownLatest.now = text(200, own);
    resume();
    await answered(2);
    t.same(witnessing.shown(), [own]);
    t.same(await witnessing.seenElsewhere(), [own]);
  }
});

t.test("a witness that is down keeps nothing from the others, and joins in when it is back", async (t) => {
  let down = true;
  const asked: number[] = [];
  const good = (body: string, own: NoteSigner) => text(200, cosignatureOf(body, own));
  const { publish, answered, patienceEnds, resume, saved, outcomes } = setUp(
    t,
    [
      (body, own) => {
        asked.push(sizeIn(body));
        return good(body, own);
      },
      (body, own) => {
        if (down) throw new Error("down");
        return good(body, own);
      },
    ],
    { quorum: 2 },
  );
  await publish(2);
  await answered(2);
  await publish(3);
  await publish(1);
  await idle();
  t.same(asked, [2], "for a while both are asked for the same one");
  await patienceEnds();
  await answered(3);
  t.same(asked, [2, 6], "then the one that lives sees what came since");
  await publish(1);
  await idle();
  t.same(asked, [2, 6], "the new target has its time");
  await patienceEnds();
  await answered(4);
  t.same(asked, [2, 6, 7]);
  await patienceEnds();
  await publish(1);
  await answered(5);
  t.same(asked, [2, 6, 7, 8], "where patience was over before anything came, what comes is shown at once");
  t.notOk(saved.some(({ quorum }) => quorum));
  down = false;
  resume();
  await answered(6);
  t.match(saved.at(-1), { size: 8, quorum: true }, "one answer of the one that is back makes the quorum");
  t.equal(parseNote(saved.at(-1)?.note ?? "").signatures.length, 3);
  t.equal(outcomes.length, 6);
});

t.test("the quorum may come together on a checkpoint that was let go of", async (t) => {
  const good = (body: string, own: NoteSigner) => text(200, cosignatureOf(body, own));
  let answer: (reply: WitnessReply) => void = () => undefined;
  const late: string[] = [];
  const { publish, answered, patienceEnds, saved, signers, outcomes } = setUp(
    t,
    [
      good,
      (body) => {
        late.push(body);
        return new Promise((resolve) => (answer = resolve));
      },
    ],
    { quorum: 2 },
  );
  await publish(2);
  await answered(1);
  await publish(2);
  await patienceEnds();
  await answered(2);
  t.same(
    saved.map(({ size, quorum }) => [size, quorum]),
    [
      [2, false],
      [4, false],
    ],
  );
  const [, slow] = signers;
  answer(good(late[0] ?? "", slow ?? noteSigner("none")));
  await answered(3);
  t.match(saved.at(-1), { size: 2, quorum: true });
  t.equal(parseNote(saved.at(-1)?.note ?? "").signatures.length, 3);
  t.equal(late.length, 2, "and it is asked for the target of now");
  answer(good(late[1] ?? "", slow ?? noteSigner("none")));
  await answered(4);
  t.match(saved.at(-1), { size: 4, quorum: true });
  t.equal(outcomes.length, 4);
});

t.test("what was cosigned before the start counts, and is not asked for again", async (t) => {
  const good = (body: string, own: NoteSigner) => text(200, cosignatureOf(body, own));
  const asked: string[] = [];
  const answer = (body: string, own: NoteSigner) => {
    asked.push(`${own.key.name} ${body.split("\n", 1)[0]}`);
    return good(body, own);
  };
  const { log, signers, witnessing, answered, saved, publish } = setUp(t, [answer, answer], { quorum: 2 });
  const [one] = signers;
  for (let n = 0; n < 3; n++) log.append(sampleEntry("refused", { code: `c${n}` }).entry);
  const stored = await log.publish(3, one === undefined ? [] : [one]);
  const bare = formatNote({ text: stored.note.text, signatures: stored.note.signatures.slice(0, 1) });
  witnessing.published(await openCheckpoint(bare, log.keys()));
  await answered(1);
  t.same(asked, ["w1 old 0"]);
  t.match(saved, [{ size: 3, quorum: true }]);
  t.equal(parseNote(saved[0]?.note ?? "").signatures.length, 3, "the line of before is in it");
  await publish(1);
  await answered(3);
  t.same(asked.slice(1).toSorted(), ["w0 old 3", "w1 old 3"], "nobody is asked from the beginning");
});

t.test("a line that could not be stored has not come", async (t) => {
  let full = true;
  const { publish, answered, resume, saved, outcomes } = setUp(
    t,
    [(body, own) => text(200, cosignatureOf(body, own))],
    {
      save: () => {
        if (full) throw new Error("the database is away");
      },
    },
  );
  await publish(2);
  await answered(1);
  t.same(outcomes, [["w0", "no-answer", 2]]);
  full = false;
  resume();
  await answered(2);
  t.match(saved, [{ size: 2, quorum: true }]);
});

t.test("a new target has its own time, however long the one before it took", async (t) => {
  const asked: number[] = [];
  let silent = false;
  let hangUp: () => void = () => undefined;
  const { publish, answered, patienceEnds } = setUp(
    t,
    [
      (body, own) => {
        asked.push(sizeIn(body));
        return text(200, cosignatureOf(body, own));
      },
      (body, own) =>
        silent
          ? new Promise((_resolve, reject) => (hangUp = () => reject(new Error("closed"))))
          : text(200, cosignatureOf(body, own)),
    ],
    { quorum: 2 },
  );
  await publish(2);
  await answered(2);
  silent = true;
  await publish(2);
  await answered(3);
  await publish(2);
  await patienceEnds();
  t.same(asked, [2, 4], "what ended is the time that began with the first");
  await patienceEnds();
  await answered(4);
  t.same(asked, [2, 4, 6]);
  hangUp();
});

t.test("a line of less than what is witnessed is of no use", async (t) => {
  let answer: (reply: WitnessReply) => void = () => undefined;
  const late: string[] = [];
  const good = (body: string, own: NoteSigner) => text(200, cosignatureOf(body, own));
  const { publish, answered, saved, signers } = setUp(t, [
    good,
    (body) => {
      late.push(body);
      return new Promise((resolve) => (answer = resolve));
    },
  ]);
  await publish(2);
  await answered(1);
  await publish(2);
  await answered(2);
  const [, slow] = signers;
  answer(good(late[0] ?? "", slow ?? noteSigner("none")));
  await answered(3);
  t.same(
    saved.map(({ size, quorum }) => [size, quorum]),
    [
      [2, true],
      [4, true],
    ],
  );
  answer(good(late[1] ?? "", slow ?? noteSigner("none")));
  await answered(4);
});

t.test("a witness that another process has asked: its line is taken from there", async (t) => {
  const asked: string[] = [];
  let theirs = false;
  const { log, signers, publish, answered, resume, saved, outcomes } = setUp(t, [
    (body) => {
      asked.push(`${body.split("\n", 1)[0]} to ${sizeIn(body)}`);
      if (!theirs) throw new Error("down");
      return text(409, "2\n", "text/x.tlog.size");
    },
  ]);
  await publish(2);
  await answered(1);
  // Meanwhile another one led, and had it cosigned.
  await log.publish(2, signers);
  theirs = true;
  resume();
  await answered(2);
  t.same(asked, ["old 0 to 2", "old 0 to 2"], "it is not asked for what is stored");
  t.same(
    outcomes.map(([, outcome]) => outcome),
    ["no-answer", "conflict"],
  );
  t.same(saved, []);
});

t.test("a witness that is past the target is asked for the newest", async (t) => {
  const asked: string[] = [];
  const { publish, answered, resume, outcomes } = setUp(t, [
    (body, own) => {
      asked.push(`${body.split("\n", 1)[0]} to ${sizeIn(body)}`);
      if (asked.length === 1) throw new Error("down");
      return asked.length === 2 ? text(409, "3\n", "text/x.tlog.size") : text(200, cosignatureOf(body, own));
    },
  ]);
  await publish(2);
  await answered(1);
  await publish(3);
  resume();
  await answered(3);
  t.same(asked, ["old 0 to 2", "old 0 to 2", "old 3 to 5"]);
  t.equal(outcomes.at(-1)?.[1], "cosigned");
});
