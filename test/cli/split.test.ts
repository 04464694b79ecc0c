/** Lists with faults in some subjects: what the sender is told, and `--split`. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import { splitList } from "../../src/cli/kept/split-list.ts";
import type { JsonDocument } from "../../src/sdk/index.ts";
import { sampleList } from "../../src/sample/list.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { gatewayHome, start } from "../support/gateway/gateway.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

interface Subject {
  readonly personId: string;
}

/** A list of some subjects whose names are missing at these ordinals, from 1. */
function listWithFaults(
  subjects: number,
  ordinals: readonly number[],
  seed = 7,
): JsonDocument & { subjects: Subject[] } {
  const list = structuredClone(sampleList({ seed, subjects })) as unknown as { subjects: unknown[] };
  for (const ordinal of ordinals) delete (list.subjects[ordinal - 1] as { identity: { name?: string } }).identity.name;
  return list as never;
}

const idsOf = (document: unknown) => (document as { subjects: Subject[] }).subjects.map(({ personId }) => personId);
const read = async (aidx: CommandLine, name: string) =>
  JSON.parse(await readFile(join(aidx.cwd, name), "utf8")) as Record<string, unknown>;

t.test("check: an error names the person, by ordinal and personId, and the field, and all are counted", async (t) => {
  const aidx = new CommandLine(t.testdir(), {});
  const list = listWithFaults(5, [2, 4]);
  const file = await aidx.write("list.json", list);
  const { code, lines } = await aidx.run(`check --json --offline ${file}`);
  t.equal(code, 1);
  like(t, lines[0], { ok: false, total: 2, persons: 2 });
  like(
    t,
    lines[0]?.errors,
    [2, 4].map((ordinal) => ({
      pointer: `/body/subjects/${ordinal - 1}/identity/name`,
      code: "required",
      ordinal,
      personId: list.subjects[ordinal - 1]?.personId,
      field: "Identity › Name",
      fieldZh: "身份 › 姓名",
    })),
  );
  const zh = await aidx.run(`check --lang zh --offline ${file}`);
  t.match(zh.stdout, `第2人（${list.subjects[1]?.personId}）  身份 › 姓名：缺少必填项`);
  t.match(zh.stdout, "共 2 处错误，涉及 2 人");
  t.match(zh.stderr, "其余 3 人可先行移送");
});

t.test("split: the parts have every subject once, in order, and those at fault are the rest", async (t) => {
  const some = fc.record({
    subjects: fc.integer({ min: 1, max: 30 }),
    wrong: fc.uniqueArray(fc.nat(29)),
    most: fc.integer({ min: 1, max: 30 }),
    listed: fc.integer({ min: 1, max: 5 }),
  });
  const property = fc.asyncProperty(some, async ({ subjects, wrong, most, listed }) => {
    const at = new Set(wrong.filter((index) => index < subjects));
    const list = {
      header: { transferId: "T" },
      subjects: Array.from({ length: subjects }, (_, index) => ({ personId: String(index) })),
    };
    const split = await splitList(list, async (part) => {
      const ids = idsOf(part).map(Number);
      if (ids.length > most) return "too-large";
      const errors = ids.flatMap((id, place) =>
        at.has(id) ? [{ pointer: "", code: "x", message: "", messageZh: "", ordinal: place + 1 }] : [],
      );
      return { errors: errors.slice(0, listed) };
    });
    const sound = split.sound.flatMap(idsOf).map(Number);
    const rest = split.rest === undefined ? [] : idsOf(split.rest).map(Number);
    const numbers = [...split.sound, ...(split.rest === undefined ? [] : [split.rest])].map(
      (part) => (part.header as { transferId: string }).transferId,
    );
    const inOrder = (ids: readonly number[]) => ids.every((id, n) => n === 0 || id > (ids[n - 1] ?? 0));
    return (
      [sound, rest].every(inOrder) &&
      rest.every((id) => at.has(id)) &&
      rest.length === at.size &&
      sound.length === subjects - at.size &&
      new Set(numbers).size === numbers.length &&
      numbers[0] === "T" &&
      split.faults.every(({ was, ordinal }) => rest[(ordinal ?? 0) - 1] === was - 1)
    );
  });
  await holds(t, property);
});

t.test(
  "check --split: sound subjects and the others are written, and a rest in correction is left alone",
  async (t) => {
    const aidx = new CommandLine(t.testdir(), {});
    const list = listWithFaults(
      130,
      Array.from({ length: 120 }, (_, index) => index + 3),
    );
    const file = await aidx.write("list.json", list);
    const { code, lines } = await aidx.run(`check --json --offline --split ${file}`);
    t.equal(code, 3);
    like(t, lines[0], {
      ok: false,
      sound: [join(aidx.cwd, "list.sound.json")],
      rest: join(aidx.cwd, "list.rest.json"),
    });
    t.same(
      [...idsOf(await read(aidx, "list.sound.json")), ...idsOf(await read(aidx, "list.rest.json"))].toSorted(),
      idsOf(list).toSorted(),
    );
    t.equal(idsOf(await read(aidx, "list.rest.json")).length, 120, "more persons than one answer lists");
    t.equal((await aidx.run(`check --offline ${join(aidx.cwd, "list.sound.json")}`)).code, 0);
    const errors = (await readFile(join(aidx.cwd, "list.rest.txt"), "utf8")).split("\n");
    t.match(errors[0], "120 faults, 120 persons");
    t.match(errors[1], /^subject 1 \(\S+\) {2}Identity › Name: The member is required .* subject 3 of the whole list$/);
    for (const name of ["list.rest.json", "list.rest.txt"]) {
      await writeFile(join(aidx.cwd, name), "{}");
      const again = await aidx.run(`check --offline --split ${file}`);
      t.match(again.stderr, `${name} is there already and was left as it is`);
      t.same(await read(aidx, name), {});
    }
    await writeFile(join(aidx.cwd, "list.sound.json"), "{}");
    const sent = await aidx.run(`check --offline --split ${file}`);
    t.equal(sent.code, 1, "a part that may have been sent");
    t.match(sent.stderr + sent.stdout, "list.sound.json");
    t.same(await read(aidx, "list.sound.json"), {});
  },
);

t.test("check --split: a list that passes, and one whose header is wrong, are not divided", async (t) => {
  const aidx = new CommandLine(t.testdir(), {});
  const whole = await aidx.write("whole.json", sampleList({ seed: 1, subjects: 2 }));
  t.equal((await aidx.run(`check --offline --split ${whole}`)).code, 0);
  const { header, ...others } = listWithFaults(3, [2]);
  const headless = await aidx.write("headless.json", { ...others, header: { ...(header as object), secrecy: "1" } });
  t.equal((await aidx.run(`check --offline --split ${headless}`)).code, 1);
  t.same((await readdir(aidx.cwd)).toSorted(), ["headless.json", "whole.json"]);
  t.equal((await aidx.run(`check --offline --split --type feedback ${whole}`)).code, 2);
});

t.test("check --split: a list of more than 500 subjects is divided", async (t) => {
  const aidx = new CommandLine(t.testdir(), {});
  const list = sampleList({ seed: 3, subjects: 400 });
  const second = sampleList({ seed: 4, subjects: 200 });
  const subjects = [...list.subjects, ...second.subjects.map((each, n) => ({ ...each, personId: `second-${n}` }))];
  const file = await aidx.write("list.json", { ...list, subjects });
  t.match((await aidx.run(`check --offline ${file}`)).stderr, "--split sends it in parts");
  const { lines } = await aidx.run(`check --json --offline --split ${file}`);
  const { sound } = lines[0] as { sound: string[] };
  const parts = await Promise.all(sound.map(async (path) => JSON.parse(await readFile(path, "utf8")) as JsonDocument));
  const rest = lines[0]?.rest === undefined ? [] : idsOf(await read(aidx, "list.rest.json"));
  t.ok(parts.length > 1);
  t.equal(parts.flatMap(idsOf).length + rest.length, 600);
});

t.test("push --split: sound subjects are sent once, and the corrected rest goes on with them", async (t) => {
  const home = await gatewayHome(t, { gateway: { limits: { messageBytes: 65_536 } } });
  await start(t, home);
  const env = { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys, AIDX_PARTY: "procuratorate" };
  const aidx = new CommandLine(t.testdir(), env);
  const list = listWithFaults(24, [3, 9]);
  const file = await aidx.write("list.json", list);
  const refused = await aidx.run(`push ${file}`);
  t.equal(refused.code, 1);
  t.match(refused.stdout, /At most 65536 bytes are taken here; these are \d{5,6}/);
  t.match(refused.stderr, "--split");

  const split = await aidx.run(`push --json --split ${file}`);
  t.equal(split.code, 3, split.stdout + split.stderr);
  const outcomes = split.lines.map(({ outcome }) => outcome);
  t.ok(outcomes.length > 2);
  t.same(outcomes.slice(-1), ["left"]);
  t.same(new Set(outcomes.slice(0, -1)), new Set(["accepted"]));
  const again = await aidx.run(`push --json --split ${file}`);
  t.same(
    again.lines.map(({ message }) => message),
    split.lines.map(({ message }) => message),
  );

  const rest = await read(aidx, "list.rest.json");
  t.same(
    idsOf(rest),
    [3, 9].map((ordinal) => list.subjects[ordinal - 1]?.personId),
  );
  const whole = sampleList({ seed: 7, subjects: 24 });
  await aidx.write("list.rest.json", { ...rest, subjects: [3, 9].map((ordinal) => whole.subjects[ordinal - 1]) });
  const corrected = await aidx.run(`push --json ${join(aidx.cwd, "list.rest.json")}`);
  t.equal(corrected.lines[0]?.outcome, "accepted", corrected.stdout);
});
