import type { Party as PartyAnswer, PartyList } from "../../domain/generated/answers.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { Party } from "../../exchange/ports.ts";
import { jwkSet } from "../answer/jwk-set.ts";
import { sendPublished } from "../answer/published.ts";
import { type Endpoint, endpoint, JSON_TYPE } from "../endpoint.ts";
import { content, json, NOT_MODIFIED } from "../openapi/answer.ts";
import { partyId } from "../request/parameter-kinds.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Services } from "../services.ts";

/** Seconds for which a copy may be used without asking: a suspended party or retired key must be noticed soon. */
const MAX_AGE = 60;
const PARTY = { party: partyId("The party.", "单位标识。") };

/** Declares the directory of parties and their public keys (protocol sections 2 and 9), for `directory:read`. */
export function directoryEndpoints({ directory }: Services): Endpoint[] {
  function partyOf(id: string): Party {
    const party = directory().party(id);
    if (party === undefined) throw new Refusal("not-found");
    return party;
  }

  return [
    endpoint({
      id: "directory",
      tag: "directory",
      summary: ["All parties", "全部单位"],
      about: ["HEAD is answered too.", "亦可使用 HEAD。"],
      method: "GET",
      url: "/v1/directory",
      scopes: ["directory:read"],
      answers: { 200: json("PartyList", "The parties.", "单位列表。"), 304: NOT_MODIFIED },
      handle: (request, reply) => {
        const present = directory();
        const list: PartyList = { version: present.version, parties: Array.from(present.parties(), partyView) };
        return sendPublished(request, reply, {
          text: JSON.stringify(list),
          mediaType: JSON_TYPE,
          shared: false,
          maxAge: MAX_AGE,
        });
      },
    }),
    endpoint({
      id: "party",
      tag: "directory",
      summary: ["One party", "单位信息"],
      about: ["HEAD is answered too.", "亦可使用 HEAD。"],
      method: "GET",
      url: "/v1/directory/:party",
      scopes: ["directory:read"],
      path: PARTY,
      answers: { 200: json("Party", "The party.", "单位信息。"), 304: NOT_MODIFIED },
      problems: ["not-found"],
      handle: (request, reply, { party }) => {
        const text = JSON.stringify(partyView(partyOf(party)));
        return sendPublished(request, reply, { text, mediaType: JSON_TYPE, shared: false, maxAge: MAX_AGE });
      },
    }),
    endpoint({
      id: "partyKeys",
      tag: "directory",
      summary: ["A party's public keys", "单位公钥"],
      about: [
        "Retired keys are among them: they verify what was signed before.",
        "包含已停用的公钥，用于验证此前的签名。",
      ],
      method: "GET",
      url: "/v1/directory/:party/jwks.json",
      scopes: ["directory:read"],
      path: PARTY,
      answers: {
        200: content("application/jwk-set+json", refTo("JwkSet"), "RFC 7517.", "RFC 7517。"),
        304: NOT_MODIFIED,
      },
      problems: ["not-found"],
      handle: (request, reply, { party }) =>
        sendPublished(request, reply, { ...keysOf(partyOf(party)), shared: false, maxAge: MAX_AGE }),
    }),
  ];
}

function keysOf({ keys, retired }: Party): ReturnType<typeof jwkSet> {
  return jwkSet(
    Array.from(keys.values(), ({ jwk, kid, use, alg }) => ({
      ...jwk,
      kid,
      use,
      alg,
      // A member of our own: a retired key verifies what was signed before and is good for nothing new.
      ...(retired?.has(kid) === true ? { retired: true } : {}),
    })),
  );
}

/** Shows what every party may know of another: no endpoint, no contact. */
function partyView(party: Party): PartyAnswer {
  return {
    id: party.id,
    kind: party.kind,
    name: party.name,
    division: party.division,
    suite: party.suite,
    delivery: party.delivery.mode,
    active: party.active,
    jwks: `/v1/directory/${party.id}/jwks.json`,
    ...(party.role === undefined ? {} : { role: party.role }),
    ...(party.successor === undefined ? {} : { successor: party.successor }),
  };
}
