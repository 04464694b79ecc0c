/** Several witnesses, changing targets, and other processes that ask the same witnesses. */
import t from "tap";
import { openCheckpoint } from "../../../src/tlog/checkpoint.ts";
import { formatNote, parseNote } from "../../../src/tlog/note.ts";
import type { WitnessReply } from "../../../src/log/witnesses/add-checkpoint.ts";
import { cosignatureOf, idle, setUp, sizeIn, text } from "../../support/log/asked-witnesses.ts";
import { type NoteSigner, noteSigner } from "../../support/log/memory-log.ts";
import { sampleEntry } from "../../support/store/store-samples.ts";
import { like } from "../../support/like.ts";

t.test("targets: a witness that is down delays no other, and joins in when it is back", async (t) => {
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
  t.same(asked, [2, 6], "then the live one is asked for what came since");
  await publish(1);
  await idle();
  t.same(asked, [2, 6], "the new target has its time");
  await patienceEnds();
  await answered(4);
  t.same(asked, [2, 6, 7]);
  await patienceEnds();
  await publish(1);
  await answered(5);
  t.same(asked, [2, 6, 7, 8], "when the target's time is over, the next checkpoint is the target at once");
  t.notOk(saved.some(({ quorum }) => quorum));
  down = false;
  resume();
  await answered(6);
  like(t, saved.at(-1), { size: 8, quorum: true }, "one answer of the witness that is back makes the quorum");
  t.equal(parseNote(saved.at(-1)?.note ?? "").signatures.length, 3);
  t.equal(outcomes.length, 6);
});

t.test("targets: a given-up target may still reach its quorum", async (t) => {
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
  like(t, saved.at(-1), { size: 2, quorum: true });
  t.equal(parseNote(saved.at(-1)?.note ?? "").signatures.length, 3);
  t.equal(late.length, 2, "and the witness is asked for the present target");
  answer(good(late[1] ?? "", slow ?? noteSigner("none")));
  await answered(4);
  like(t, saved.at(-1), { size: 4, quorum: true });
  t.equal(outcomes.length, 4);
});

t.test("targets: cosignatures from before the start count, and are not asked for again", async (t) => {
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
  like(t, saved, [{ size: 3, quorum: true }]);
  t.equal(parseNote(saved[0]?.note ?? "").signatures.length, 3, "the earlier line is in it");
  await publish(1);
  await answered(3);
  t.same(asked.slice(1).toSorted(), ["w0 old 3", "w1 old 3"], "no witness is asked from size 0");
});

t.test("targets: a cosignature that was not stored is not counted", async (t) => {
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
  like(t, saved, [{ size: 2, quorum: true }]);
});

t.test("targets: each target has its own time, however long the one before took", async (t) => {
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
  t.same(asked, [2, 4], "the time of the first one is over");
  await patienceEnds();
  await answered(4);
  t.same(asked, [2, 4, 6]);
  hangUp();
});

t.test("targets: a cosignature of a smaller tree than the witnessed one is not stored", async (t) => {
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

t.test("targets: a line that another process stored is taken over", async (t) => {
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
  // Meanwhile another process led, and had it cosigned.
  await log.publish(2, signers);
  theirs = true;
  resume();
  await answered(2);
  t.same(asked, ["old 0 to 2", "old 0 to 2"], "the witness is not asked for a stored line");
  t.same(
    outcomes.map(([, outcome]) => outcome),
    ["no-answer", "conflict"],
  );
  t.same(saved, []);
});

t.test("targets: a witness that is past the target is asked for the newest", async (t) => {
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
