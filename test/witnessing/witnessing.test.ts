import t, { type Test } from "tap";
import { formatSignature, parseNote, SIGNATURE_TYPES } from "../../src/audit/note.ts";
import type { WitnessReply } from "../../src/witnessing/add-checkpoint.ts";
import { createWitnessing, type WitnessOutcome } from "../../src/witnessing/witnessing.ts";
import { cosign, MemoryLog, type NoteSigner, noteSigner, signCheckpoint } from "../support/memory-log.ts";
import { sampleEntry } from "../support/store-samples.ts";

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
  { quorum = 1, latest = text(404) }: { quorum?: number; latest?: WitnessReply } = {},
) {
  const log = new MemoryLog();
  const signers = answers.map((_answer, n) => noteSigner(`w${n}`, SIGNATURE_TYPES.cosignature));
  const saved: { note: string; size: number; quorum: boolean }[] = [];
  const outcomes: [string, WitnessOutcome, number][] = [];
  const alarms: [string, string, number][] = [];
  const pauses: number[] = [];
  const waiting = new Set<() => void>();
  const observed = new Set<() => void>();
  const shownLatest = { now: latest };
  const witnessing = createWitnessing({
    log,
    rows: { saveCosigned: async (note, size, reached) => void saved.push({ note, size, quorum: reached }) },
    witnesses: answers.map((answer, n) => {
      const signer = signers[n] ?? noteSigner("none");
      return {
        key: signer.key,
        client: { addCheckpoint: async (body) => answer(body, signer), latest: async () => shownLatest.now },
      };
    }),
    quorum,
    originHash: "00",
    async pause(ms, signal) {
      pauses.push(ms);
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
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
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

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
