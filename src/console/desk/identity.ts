/** Keys of units that this browser keeps: as handles that no script can read, in IndexedDB. */
import type { GatewayTrust } from "../../sdk/gateway-trust.ts";
import type { HeldKeys } from "../../sdk/party-keys.ts";

/** A unit that has signed in here before. */
export interface Identity {
  readonly party: string;
  /** Name of the unit in Chinese, as the directory had it. */
  readonly name: string;
  readonly keys: HeldKeys;
  /** The gateway that it trusts; absent on the gateway's own machine only. */
  readonly trust?: GatewayTrust;
}

const DATABASE = "aidx";
const STORE = "identities";

/** Lists the units whose keys are kept. */
export async function keptIdentities(): Promise<readonly Identity[]> {
  return (await within("readonly", (store) => store.getAll())) as Identity[];
}

/** Keeps a unit's keys, in place of those that it had. */
export async function keepIdentity(identity: Identity): Promise<void> {
  await within("readwrite", (store) => store.put(identity));
}

/** Removes a unit's keys from this browser. */
export async function dropIdentity(party: string): Promise<void> {
  await within("readwrite", (store) => store.delete(party));
}

async function within(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE, { keyPath: "party" }));
  const database = (await done(opening)) as IDBDatabase;
  try {
    return await done(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function done(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the browser keeps nothing")));
  });
}
