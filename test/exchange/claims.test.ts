import fc from "fast-check";
import t from "tap";
import { Refusal } from "../../src/domain/refusal.ts";
import { checkClaims, type RawClaims } from "../../src/exchange/claims.ts";
import type { FlowSettings } from "../../src/exchange/flow.ts";
import type { Schemas } from "../../src/exchange/ports.ts";
import { thrown } from "../support/refusal.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const THREAD = "019ab000-0000-7000-8000-000000000001";
const settings = { gatewayId: "gateway", issuedWithin: 86_400_000, clockSkew: 60_000 } as FlowSettings;
const schemas: Schemas = {
  has: (_type, version) => version === "1",
  locate: (_type, _version, issues) => [...issues],
  validate: () => ({ ok: false, errors: [], total: 0, persons: 0 }),
};
const good: RawClaims = {
  iss: "procuratorate",
  aud: "gateway",
  iat: NOW / 1000,
  jti: "case-1",
  type: "aid-subject-list",
  version: "1",
  body: {},
};

function faults(change: RawClaims): string[] {
  const check = () => checkClaims({ ...good, ...change }, "procuratorate", NOW, settings, schemas);
  return (thrown(Refusal, check)?.options.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}

t.test("good claims pass", async (t) => {
  t.same(faults({}), []);
  t.same(faults({ aud: ["gateway"] }), []);
  t.same(faults({ iat: NOW / 1000 + 60 }), [], "sixty seconds ahead");
  t.same(faults({ iat: NOW / 1000 - 86_400 }), [], "a day old");
  t.same(faults({ exp: NOW / 1000 + 1, to: ["civil-affairs"] }), []);
  t.same(faults({ type: "feedback", thread: THREAD }), []);
});

t.test("each fault is reported with its pointer", async (t) => {
  const cases: readonly (readonly [RawClaims, string])[] = [
    [{ iss: "education" }, "/iss claim-issuer"],
    [{ iss: undefined }, "/iss claim-issuer"],
    [{ aud: "other" }, "/aud claim-audience"],
    [{ aud: ["gateway", "other"] }, "/aud claim-audience"],
    [{ iat: "now" }, "/iat claim-issued-at"],
    [{ iat: Number.NaN }, "/iat claim-issued-at"],
    [{ iat: -1 }, "/iat claim-issued-at"],
    [{ iat: NOW / 1000 + 61 }, "/iat claim-in-future"],
    [{ iat: NOW / 1000 - 86_401 }, "/iat claim-too-old"],
    [{ exp: "later" }, "/exp claim-expires"],
    [{ exp: NOW / 1000 - 61 }, "/exp claim-expired"],
    [{ jti: "" }, "/jti claim-id"],
    [{ jti: 7 }, "/jti claim-id"],
    [{ jti: "with space" }, "/jti claim-id"],
    [{ jti: "名" }, "/jti claim-id"],
    [{ jti: "a".repeat(129) }, "/jti claim-id"],
    [{ type: "letter" }, "/type unknown-type"],
    [{ type: "constructor" }, "/type unknown-type"],
    [{ version: "2" }, "/version unknown-version"],
    [{ version: 1 }, "/version unknown-version"],
    [{ thread: THREAD }, "/thread thread-forbidden"],
    [{ type: "feedback" }, "/thread thread-required"],
    [{ type: "feedback", thread: THREAD.toUpperCase() }, "/thread thread-format"],
    [{ type: "feedback", thread: { id: THREAD } }, "/thread thread-format"],
    [{ to: [] }, "/to recipients-format"],
    [{ to: "civil-affairs" }, "/to recipients-format"],
    [{ to: ["civil-affairs", "civil-affairs"] }, "/to recipients-format"],
    [{ to: ["../etc"] }, "/to recipients-format"],
    [{ to: Array.from({ length: 65 }, (_, i) => `p${i}`) }, "/to recipients-format"],
    [{ body: undefined }, "/body body-required"],
  ];
  for (const [change, fault] of cases) t.same(faults(change), [fault], fault);
});

t.test("all faults are reported at once, and none repeats a value", async (t) => {
  t.equal(faults({ iss: 1, aud: 2, iat: "x", jti: "", type: "?", to: [], body: undefined }).length, 7);
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(good), "thread", "to", "exp"), fc.jsonValue()),
      (change) => {
        const check = () => checkClaims({ ...good, ...change }, "procuratorate", NOW, settings, schemas);
        return [undefined, "invalid-claims"].includes(thrown(Refusal, check)?.code);
      },
    ),
  );
});
