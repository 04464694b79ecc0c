import t from "tap";
import { SIGNATURE_TYPES } from "../../../src/tlog/note.ts";
import type { WitnessReply } from "../../../src/log/witnesses/add-checkpoint.ts";
import { keptByWitnesses } from "../../../src/log/witnesses/kept-by-witnesses.ts";
import { cosign, MemoryLog, noteSigner } from "../../support/log/memory-log.ts";
import { sampleEntry } from "../../support/store/store-samples.ts";

t.test("kept by witnesses: a note counts when the witness cosigned it; no answer is not size 0", async (t) => {
  const log = new MemoryLog();
  log.append(sampleEntry("refused", { code: "a" }).entry);
  const { note } = await log.publish();
  const names = ["good", "empty", "unsigned", "other-name", "broken", "down", "wrong-status"] as const;
  const signers = new Map(names.map((name) => [name, noteSigner(name, SIGNATURE_TYPES.cosignature)]));
  const by = (name: (typeof names)[number]) => signers.get(name) ?? noteSigner("none");
  const signed = (name: (typeof names)[number]) => cosign(note, by(name), 1_795_000_000n);
  const bodies: Record<(typeof names)[number], [status: number, body: string] | undefined> = {
    good: [200, signed("good")],
    empty: [404, ""],
    unsigned: [200, signed("good")],
    "other-name": [200, signed("other-name")],
    broken: [200, "garbage"],
    down: undefined,
    "wrong-status": [500, signed("wrong-status")],
  };
  const asked = names.map((name) => ({
    key: by(name).key,
    client: {
      addCheckpoint: () => Promise.reject(new Error("not asked")),
      async latest(): Promise<WitnessReply> {
        const answer = bodies[name];
        if (answer === undefined) throw new Error("no answer");
        return { status: answer[0], type: "text/plain", body: answer[1] };
      },
    },
  }));
  const kept = await keptByWitnesses(asked.slice(0, 3), log.origin, "00");
  t.same(kept, [
    { witness: "good", size: 1, note: signed("good") },
    { witness: "empty", size: 0 },
    { witness: "unsigned", size: undefined },
  ]);
  t.same(
    (await keptByWitnesses(asked.slice(3), "another.example/log", "00")).map(({ size }) => size),
    [undefined, undefined, undefined, undefined],
    "another log, no note, no answer, an error",
  );
});
