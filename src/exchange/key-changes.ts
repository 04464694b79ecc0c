import type { PublicKey } from "../crypto/suite.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { KeyChange as KeyChangeAnswer } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { present } from "../wire/present.ts";
import { rfc3339, rfc3339OrNull } from "../wire/rfc3339.ts";
import { checkKeyChange } from "./check-key-change.ts";
import { entry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { KeyChange, KeyChangeRows, OfferOutcome } from "./key-changes-port.ts";
import { presentSigningKey, requireParty } from "./open.ts";
import type { Caller } from "./service.ts";

/** Most changes that a party may send in 24 hours. */
const MOST_A_DAY = 10;
const DAY_MS = 86_400_000;
/** Most changes of one list. A party has one that waits at the most. */
const MOST_LISTED = 1000;

/** Keys that parties send themselves, and their confirmation. */
export interface KeyChanges {
  /** Takes a party's own statement of its new keys. @throws Refusal */
  offer(
    caller: Caller,
    party: string,
    statement: string,
  ): Promise<{ readonly repeat: boolean; readonly change: KeyChangeAnswer }>;
  /** Lists the changes that wait for a decision. */
  pending(): Promise<KeyChangeAnswer[]>;
  /** Confirms or refuses a change, for a security administrator. The same decision again changes nothing. @throws Refusal */
  decide(caller: Caller, kid: string, state: "confirmed" | "refused"): Promise<KeyChangeAnswer>;
}

/** Parts that changes of keys need beside the flow. */
export interface KeyChangeParts {
  readonly flow: Flow;
  readonly rows: KeyChangeRows;
  /** Imports a public JWK; undefined for one that may not be registered. */
  readonly readKey: (jwk: unknown) => PublicKey | undefined;
  /** `confirm`: a security administrator confirms each change; `accept`: it holds at once. */
  readonly policy: "confirm" | "accept";
  /** Puts confirmed keys in force for all gateways. @returns false when that must wait for the next reload */
  readonly putInForce: () => Promise<boolean>;
}

/**
 * Makes the handling of keys that parties send. A change waits with an entry `key-sent`; confirmed, its keys stand in the
 * directory of every gateway of the database before those of the party's file, and the former ones are retired.
 */
export function createKeyChanges(parts: KeyChangeParts): KeyChanges {
  const { flow, rows, policy, putInForce } = parts;

  async function confirm(change: KeyChange, by: string): Promise<KeyChangeAnswer> {
    const decision = { state: "confirmed" as const, by, at: flow.clock.now() };
    const done = await rows.decide(change.kid, decision, entriesOf("key-confirmed", change, by, decision.at));
    const now = await stored(rows, change.kid);
    if (!done && now.state !== "confirmed") throw new Refusal("state-conflict", { detail: DECIDED, step: "state" });
    // Also for a repeat: the process may have ended before the keys were in force.
    return { ...view(now), inForce: await putInForce() };
  }

  return {
    async offer(caller, id, statement) {
      const party = requireParty(flow, caller);
      if (party.id !== id) throw new Refusal("not-found", { detail: NOT_OWN, step: "party" });
      const at = flow.clock.now();
      const checked = await checkKeyChange(flow, parts.readKey, party, statement, at);
      const change = { ...checked, party: party.id, sentAt: at };
      const parties = [...flow.directory().parties()];
      const isRegistered = ({ kid }: { readonly kid: string }) => parties.some(({ keys }) => keys.has(kid));
      const before = await rows.keyChange(change.kid);
      if (before === undefined && change.keys.some(isRegistered)) throw refused("known");
      const limit = { most: MOST_A_DAY, since: at - DAY_MS };
      const outcome = await rows.offer(change, limit, entriesOf("key-sent", change, party.id, at));
      if (outcome !== "new" && outcome !== "same") throw refused(outcome);
      const kept = await stored(rows, change.kid);
      if (policy === "accept" && kept.state === "pending") {
        return { repeat: outcome === "same", change: await confirm(kept, flow.settings.gatewayId) };
      }
      return { repeat: outcome === "same", change: view(kept) };
    },

    async pending() {
      return (await rows.pendingKeyChanges(MOST_LISTED)).map(view);
    },

    async decide(caller, kid, state) {
      requireParty(flow, caller);
      const change = await rows.keyChange(kid);
      if (change === undefined) throw new Refusal("not-found", { step: "key-change" });
      if (state === "confirmed") {
        if (change.state === "pending" && !mayStillChange(flow, change)) {
          throw new Refusal("state-conflict", { detail: FORMER_GONE, step: "former-key" });
        }
        return confirm(change, caller.party);
      }
      const at = flow.clock.now();
      const done = await rows.decide(
        kid,
        { state, by: caller.party, at },
        entriesOf("key-refused", change, caller.party, at),
      );
      const now = await stored(rows, kid);
      if (!done && now.state !== state) throw new Refusal("state-conflict", { detail: DECIDED, step: "state" });
      return view(now);
    },
  };
}

/** Tells whether the party and the key that signed the change are still good: both may have ended while it waited. */
function mayStillChange(flow: Flow, { party, replaces }: KeyChange): boolean {
  const found = flow.directory().party(party);
  return found?.active === true && presentSigningKey(found, replaces) !== undefined;
}

async function stored(rows: KeyChangeRows, kid: string): Promise<KeyChange> {
  const change = await rows.keyChange(kid);
  if (change === undefined) throw new TypeError("a change of keys is never deleted");
  return change;
}

/** Makes an entry for each key of a change: its thumbprint and use, and the thumbprint of the key that signed. */
function entriesOf(
  event: "key-sent" | "key-confirmed" | "key-refused",
  { party, keys, replaces }: Pick<KeyChange, "party" | "keys" | "replaces">,
  by: string,
  at: number,
): RecordedEntry[] {
  return keys.map(({ kid, use }) => entry("key", at, by, { change: event, party, kid, use, replaces }));
}

function view({ kid, party, replaces, keys, sentAt, state, decidedBy, decidedAt }: KeyChange): KeyChangeAnswer {
  return {
    kid,
    party,
    replaces,
    keys: keys.map((key) => ({ kid: key.kid, use: key.use, alg: key.alg })),
    state,
    sentAt: rfc3339(sentAt),
    ...present({ decidedBy, decidedAt: rfc3339OrNull(decidedAt) }),
  };
}

function refused(outcome: Exclude<OfferOutcome, "new" | "same">): Refusal {
  if (outcome === "too-many") return new Refusal("rate-limited", { retryAfter: DAY_MS / 1000, step: "key-changes" });
  return new Refusal("state-conflict", {
    detail: outcome === "known" ? KNOWN : WAITING,
    step: `key-change-${outcome}`,
  });
}

const NOT_OWN: Bilingual = { en: "A party sends its own keys only", zh: "单位只能提交本单位的公钥" };
const KNOWN: Bilingual = {
  en: "A key of this change was registered or sent before: make new keys",
  zh: "其中的公钥此前已登记或者提交过：请重新生成密钥",
};
const WAITING: Bilingual = {
  en: "Another change of this party's keys waits for a decision. If it is not yours, tell the gateway's security administrator at once",
  zh: "本单位另有换钥声明待确认。如非本单位提交，请立即告知网关安全管理员",
};
const DECIDED: Bilingual = {
  en: "This change was decided otherwise before",
  zh: "此换钥声明此前已作不同处理",
};
const FORMER_GONE: Bilingual = {
  en: "The party is suspended, or the key that signed the change is retired: refuse the change, and register new keys by the files",
  zh: "该单位已停用，或者签署声明的公钥已停用：请拒绝此声明，并以文件登记新公钥",
};
