/** Checks of the stored log on made-up states; row-mutations.test.ts changes real rows. */
import { generateKeyPairSync } from "node:crypto";
import t from "tap";
import { checkStored } from "../../src/log/check-stored.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import type { LogState } from "../../src/log/log-store.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { like } from "../support/like.ts";

const ORIGIN = "log.example/aid";
const EMPTY: LogState = {
  identity: "this",
  here: "this",
  size: 0,
  checkpoint: null,
  published: null,
  publishedSize: 0,
  entries: 0,
};
const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
const SIGNER = createLogSigner(ORIGIN, [{ key, privateKey }]);
const NOTHING = { tiles: async () => [], entries: async () => [] };

t.test("check-stored: a log without a checkpoint has no entry and no size", async (t) => {
  const check = (state: Partial<LogState>) => checkStored(NOTHING, { ...EMPTY, ...state }, SIGNER, NATIVE_HASHER);
  like(t, await check({}), { checkpoint: undefined, edge: { size: 0 } });
  like(
    t,
    await check({ identity: null }),
    { checkpoint: undefined },
    "before its first entry it belongs to no database",
  );
  // Without this check, deleting the checkpoint and the sizes would make the log begin again over old entries.
  await t.rejects(check({ entries: 5 }), { name: "LogRefusal", code: "entries" });
  await t.rejects(check({ size: 5 }), { code: "checkpoint" });
  await t.rejects(check({ size: 5, entries: 5 }), { code: "checkpoint" });
  await t.rejects(check({ identity: "another" }), { code: "copied" });
});
