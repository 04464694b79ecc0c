import type { FastifyRequest } from "fastify";

import { isPartyId } from "../../domain/party.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { Party } from "../../exchange/ports.ts";
import { type Endpoint, JSON_TYPE } from "../endpoint.ts";
import { pathParameter } from "../request/query.ts";
import type { Services } from "../services.ts";
import { jwkSet } from "../answer/jwk-set.ts";
import { sendPublished } from "../answer/published.ts";

/** Seconds for which a copy may be used unasked: a suspended party or retired key must not linger. */
const MAX_AGE = 60;

/** The directory of parties and their public keys (protocol sections 2 and 3), for `directory:read`. */
export function directoryEndpoints({ directory }: Services): Endpoint[] {
  const scopes = ["directory:read"] as const;

  function partyOf(request: FastifyRequest): Party {
    const id = pathParameter(request, "party");
    if (!isPartyId(id)) {
      throw new Refusal("malformed-request", { detail: { en: "This cannot be a party id", zh: "单位标识格式错误" } });
    }
    const party = directory().party(id);
    if (party === undefined) throw new Refusal("not-found");
    return party;
  }

  return [
    {
      method: "GET",
      url: "/v1/directory",
      scopes,
      handle: (request, reply) => {
        const present = directory();
        const text = JSON.stringify({ version: present.version, parties: Array.from(present.parties(), partyView) });
        return sendPublished(request, reply, { text, mediaType: JSON_TYPE, shared: false, maxAge: MAX_AGE });
      },
    },
    {
      method: "GET",
      url: "/v1/directory/:party",
      scopes,
      handle: (request, reply) => {
        const text = JSON.stringify(partyView(partyOf(request)));
        return sendPublished(request, reply, { text, mediaType: JSON_TYPE, shared: false, maxAge: MAX_AGE });
      },
    },
    {
      method: "GET",
      url: "/v1/directory/:party/jwks.json",
      scopes,
      handle: (request, reply) => {
        const party = partyOf(request);
        const keys = Array.from(party.keys.values(), ({ jwk, kid, use, alg }) => ({
          ...jwk,
          kid,
          use,
          alg,
          // Not RFC 7517's: a retired key verifies what was signed before and serves for nothing new.
          ...(party.retired?.has(kid) === true ? { retired: true } : {}),
        }));
        return sendPublished(request, reply, { ...jwkSet(keys), shared: false, maxAge: MAX_AGE });
      },
    },
  ];
}

/** What every party may know of another: no endpoint, no contact. */
function partyView(party: Party): object {
  return {
    id: party.id,
    kind: party.kind,
    name: party.name,
    division: party.division,
    suite: party.suite,
    delivery: party.delivery.mode,
    active: party.active,
    jwks: `/v1/directory/${party.id}/jwks.json`,
  };
}
