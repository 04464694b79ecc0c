/** A case in memory: the closed loop judges its documents, and what it would store is kept here, encrypted as there. */
import { createHash } from "node:crypto";
import type { Arrival, CaseworkDeps } from "../../src/casework/arrival.ts";
import { openSecret } from "../../src/casework/open-secret.ts";
import type { CaseRows, Item, StoredFact } from "../../src/casework/ports.ts";
import { createCasework } from "../../src/casework/take.ts";
import { createCaseCipher } from "../../src/crypto/case-keys.ts";
import { departmentNamed } from "../../src/disclosure/routing.ts";
import { createUuid7 } from "../../src/wire/uuid7.ts";
import type { DefaultPolicy } from "./exchange/default-policy.ts";

const SENDER = "procuratorate";
const keys = createCaseCipher(Buffer.alloc(32, 7));

type Body = Readonly<Record<string, unknown>>;

export class KeptCase {
  readonly facts: StoredFact[] = [];
  readonly thread: string;
  readonly #with: DefaultPolicy;
  readonly #items = new Map<string, Item>();
  readonly #documents = new Map<string, string>();
  readonly #newId: () => string;
  #revision = 0;
  #now = 0;

  constructor(defaults: DefaultPolicy) {
    this.#with = defaults;
    this.#newId = createUuid7(
      () => this.#now,
      (length) => Buffer.alloc(length, 1),
    );
    this.thread = this.#newId();
  }

  get items(): Item[] {
    return [...this.#items.values()];
  }

  /** Accepts a document of a party at a time, RFC 3339. Rejects as the closed loop refuses it. */
  async accept(type: Arrival["type"], body: Body, time: string, sender = SENDER): Promise<void> {
    const { policy, directory } = this.#with;
    this.#now = Date.parse(time);
    const opens = type === "aid-subject-list";
    const id = opens ? this.thread : this.#newId();
    const parties =
      sender === SENDER ? policy.route(type, body, directory).map((party) => this.#with.party(party)) : [];
    const disclose = policy.disclose(type, body, new Date(this.#now));
    const shares = parties.map((party) => ({ recipient: party.id, duties: disclose(party).duties ?? [] }));
    const at = this.#now;
    const head = { id, thread: this.thread, at, type, sender, body, shares, opener: SENDER, withdrawn: [] };
    const { change } = await createCasework(this.#deps(), this.#newId).take(head);
    const { transferId } = body["header"] as { readonly transferId: string };
    this.#documents.set(documentKey(sender, transferId).toString("hex"), id);
    if (change === undefined) return;
    this.#revision = change.revision;
    this.facts.push(...change.facts);
    for (const { day: _day, ...item } of change.items) this.#items.set(item.id, item);
  }

  /** Decrypts the secret members of a fact. */
  readonly secretOf = (fact: StoredFact): Readonly<Record<string, unknown>> => openSecret(keys, this.thread, fact);

  /** Key of a person. */
  subject(personId: string): string {
    return keys.subject(this.thread, personId).toString("hex");
  }

  #deps(): CaseworkDeps {
    const { config, directory } = this.#with;
    const rows = {
      caseOf: async (_thread: string, { department }: { readonly department?: string } = {}) => ({
        revision: this.#revision,
        items: this.items.filter((item) => department === undefined || item.department === department),
        documents: this.#documents,
      }),
      factsOf: async () => this.facts,
    };
    return {
      keys,
      rows: rows as unknown as CaseRows,
      documentKey,
      departmentOf(name: string) {
        const found = departmentNamed(name, directory);
        return found === "ambiguous" ? undefined : found?.id;
      },
      organisation: () => undefined,
      division: (party: string) => directory.party(party)?.division,
      guidelines: () => config.guidelines,
      knowsRule: async () => true,
      rules: () => "",
      versions: { of: async () => () => this.#with.clocks },
    } as unknown as CaseworkDeps;
  }
}

function documentKey(sender: string, transferId: string): Buffer {
  return createHash("sha256").update(`${sender} ${transferId}`).digest();
}
