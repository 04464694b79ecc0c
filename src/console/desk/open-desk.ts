import type { Party } from "../../domain/generated/answers.ts";
import { Department } from "../../sdk/department.ts";
import { GatewayClient } from "../../sdk/gateway-client.ts";
import { PartyKeys } from "../../sdk/party-keys.ts";
import { GATEWAY_URL } from "../app/public-api.ts";
import type { Desk } from "./desk.tsx";
import { FileRefused } from "./chosen-files.ts";
import { type Identity, keepIdentity } from "./identity.ts";

/**
 * Opens the desk of a unit: gets an access token with its key and asks the directory for its name. Keeps the keys once that
 * has succeeded.
 * @throws ProblemError `invalid-client` when the gateway does not know the key; UnreachableError; UntrustedError; FileRefused
 * when the keys lack one to decrypt with
 */
export async function openDesk(identity: Omit<Identity, "name">, language: string): Promise<Desk> {
  const { party, keys, trust } = identity;
  const client = new GatewayClient({
    url: GATEWAY_URL,
    party,
    keys: await PartyKeys.of(keys),
    language,
    ...(trust === undefined ? {} : { trust }),
  });
  const entry = (await client.json({ method: "GET", path: `/v1/directory/${encodeURIComponent(party)}` })) as Party;
  // An auditor opens no packet.
  if (keys.decryption.length === 0 && entry.kind !== "auditor") throw new FileRefused("sign.keyBad");
  const name = entry.name.zh;
  await keepIdentity({ ...identity, name });
  return { party, name, kind: entry.kind, division: entry.division, department: new Department(client), trust };
}

/** Tells whether the gateway is on this machine, where it needs not be pinned. */
export const IS_LOCAL = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(new URL(GATEWAY_URL).hostname);
