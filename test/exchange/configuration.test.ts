import t from "tap";
import { recordSchemas } from "../../src/exchange/configuration.ts";
import { sha256 } from "../../src/exchange/entries.ts";
import { formatDigest } from "../../src/wire/digest.ts";
import { flowFixture } from "../support/exchange/flow.ts";

const LIST = { type: "aid-subject-list", version: "1", text: '{"title":"清单 · \\"list\\""}\n' };
const VISIT = { type: "visit", version: "1", text: '{"title":"visit"}\n' };
const CHANGED = { ...LIST, text: '{"title":"another"}\n' };

t.test("a schema is registered when its text changes, and every earlier text is kept", async (t) => {
  const f = await flowFixture(t);
  const registered = async () =>
    (await f.entries())
      .filter(({ type, change }) => type === "directory" && change === "schema")
      .map(({ schema, digest }) => `${String(schema)} ${String(digest)}`);
  const named = ({ type, version, text }: typeof LIST) => `${type}@${version} ${formatDigest(sha256(text))}`;

  // Processes that start together.
  await Promise.all(Array.from({ length: 4 }, () => recordSchemas(f.flow, [LIST, VISIT])));
  t.same((await registered()).sort(), [LIST, VISIT].map(named).sort());
  await recordSchemas(f.flow, [VISIT, LIST]);
  t.equal((await registered()).length, 2, "their order is nothing");

  await recordSchemas(f.flow, [CHANGED, VISIT]);
  t.same((await registered()).slice(2), [named(CHANGED)]);
  await recordSchemas(f.flow, [LIST, VISIT]);
  t.same((await registered()).slice(3), [named(LIST)], "an older gateway judges by the older text again");

  const { evidenceRows: rows } = f.store;
  for (const { type, version, text } of [LIST, VISIT, CHANGED]) {
    t.equal(await rows.registeredSchema(`${type}@${version}`, formatDigest(sha256(text))), text);
  }
  t.equal(
    await rows.registeredSchema("aid-subject-list@1", formatDigest(sha256(VISIT.text))),
    undefined,
    "under its own name only",
  );
  t.equal(await rows.registeredSchema("none@1", formatDigest(sha256(LIST.text))), undefined);
});
