import { CompactSign } from "jose";
import { EVIDENCE_PATHS } from "../../../src/evidence/format.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import { generateJwk, importPrivateJwk } from "../../../src/crypto/jose/jwk.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { entry, packetEntry, sha256 as digest } from "../../../src/exchange/entries.ts";
import { rfc3339 } from "../../../src/wire/rfc3339.ts";
import { type EvidenceThread, GATEWAY } from "../evidence/evidence-thread.ts";
import { type Caught, type Conditions, edited, type Forgery, onePacket, told } from "./forgery.ts";
import { type Claims, claimsOf } from "../jws.ts";

type Lie = (claims: Claims, thread: EvidenceThread) => object;

const OTHER = formatDigest(digest("something else"));

/** A short thread whose submission receipt the gateway signed to say something else. */
function submission(lie: Lie): Caught {
  const forge = () =>
    told(async (thread) => {
      await thread.tellShortly();
      for (const [message, jws] of thread.submissions) {
        const claims = claimsOf(jws);
        const word = { ...claims, ...lie(claims, thread) };
        thread.submissions.set(message, await thread.sign(GATEWAY, "aid-submission-receipt+jwt", word));
      }
    });
  return { forge, step: "submission-receipts", reason: /^the submission receipt does not say what entry \d+ says$/ };
}

/** The members of a receipt's `log`, or of its one packet, with a lie among them. */
const ofLog =
  (lie: object): Lie =>
  ({ log }) => ({ log: { ...(log as object), ...lie } });
const ofPacket =
  (lie: object): Lie =>
  ({ packets }) => ({ packets: (packets as object[]).map((one) => ({ ...one, ...lie })) });

/** Forgeries that only one condition on the gateway's submission receipts finds. */
export const FORGED_SUBMISSIONS: Conditions = {
  "iss === evidence.manifest?.gateway": submission(() => ({ iss: "another-gateway" })),
  "aud === entry.actor": submission(() => ({ aud: "education" })),
  "sub === entry.message": submission((_claims, thread) => ({ sub: thread.newId() })),
  "iat === Math.floor(Date.parse(entry.time) / 1000)": submission(({ iat }) => ({ iat: Number(iat) - 1 })),
  "digest === entry.digest": submission(() => ({ digest: OTHER })),
  "isObject(log)": submission(() => ({ log: null })),
  "isPromisedBy(evidence, log.origin, index)": submission(ofLog({ origin: "log.example/another" })),
  "log.leafHash === encodeBase64url(leafHash)": submission(ofLog({ leafHash: digest("x").toString("base64url") })),
  "Array.isArray(packets)": submission(() => ({ packets: { length: 1 } })),
  "packets.length === sealed.length": submission(({ packets }) => ({
    packets: [...(packets as object[]), ...(packets as object[])],
  })),
  "sealed.every((one) => packets.some((packet) => isObject(packet) && samePacket(packet, one)))": submission(() => ({
    packets: [null],
  })),
  "packet.id === entry.packet": submission((_claims, thread) => ofPacket({ id: thread.newId() })(_claims, thread)),
  "packet.recipient === entry.recipient": submission(ofPacket({ recipient: "education" })),
  "packet.digest === entry.digest": submission(ofPacket({ digest: OTHER })),
};

/** A short thread in which the recipient's word and the gateway's record of it differ, or both from the packet. */
function word(
  lies: (thread: EvidenceThread) => {
    readonly claims?: object;
    readonly recorded?: Partial<AuditEntry>;
    /** Signer, who is also the actor of the entry. */
    readonly by?: string;
  },
  also: readonly string[] = [],
): Caught {
  const forge = () =>
    told(async (thread) => {
      const packet = await onePacket(thread);
      thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
      const { claims, recorded, by = "housing" } = lies(thread);
      const iat = Math.floor(thread.at / 1000);
      const jws = await thread.sign(by, "aid-receipt+jwt", {
        iss: by,
        aud: GATEWAY,
        iat,
        jti: thread.newId(),
        sub: packet.id,
        digest: formatDigest(packet.digest),
        outcome: "accepted",
        ...claims,
      });
      thread.receipts.set(packet.id, jws);
      const more = {
        outcome: "accepted",
        issued: rfc3339(iat * 1000),
        receipt: formatDigest(digest(jws)),
        ...recorded,
      };
      thread.add(packetEntry("receipt", thread.at, by, packet, more));
    });
  return { forge, step: "receipts", reason: /^the recipient's receipt does not say what entry \d+ says$/, also };
}

/** Forgeries that only one condition on the recipients' receipts finds. */
export const FORGED_RECEIPTS: Conditions = {
  "sealed !== undefined": {
    ...word(() => ({}), ["times", "story"]),
    forge: () =>
      told(async (thread) => {
        await thread.accept(thread.thread, "aid-subject-list", "procuratorate", [], 0);
        await thread.receipt(thread.packet(thread.thread, "housing"), "accepted");
      }),
  },
  "iss === entry.actor": word(() => ({ by: "education", claims: { iss: "housing" } }), ["story"]),
  "iss === sealed.recipient": word(() => ({ by: "education" }), ["story"]),
  "aud === evidence.manifest?.gateway": word(() => ({ claims: { aud: "another-gateway" } })),
  "sub === entry.packet": word((thread) => ({ claims: { sub: thread.newId() } })),
  "digest === sealed.digest": word(() => ({ claims: { digest: OTHER }, recorded: { digest: OTHER } }), ["story"]),
  "digest === entry.digest": word(() => ({ recorded: { digest: OTHER } }), ["story"]),
  "outcome === entry.outcome": word(() => ({ claims: { outcome: "rejected" } })),
  "reason === entry.reason": word(() => ({
    claims: { outcome: "rejected", reason: "bad-content" },
    recorded: { outcome: "rejected", reason: "undecryptable" },
  })),
  'typeof iat === "number"': word((thread) => ({ claims: { iat: String(Math.floor(thread.at / 1000)) } })),
  "isTime(entry.issued)": word((thread) => ({ recorded: { issued: new Date(thread.at).toUTCString() } })),
  "Math.floor(iat * 1000) === Date.parse(entry.issued)": word((thread) => ({
    claims: { iat: Math.floor(thread.at / 1000) - 1 },
  })),
  "formatDigest(evidence.sha256(new TextEncoder().encode(jws))) === entry.receipt": word(() => ({
    recorded: { receipt: OTHER },
  })),
};

/** A key of a party that signed nothing, registered as `about` says. */
function registered(about: Partial<AuditEntry>, actor = GATEWAY): Caught {
  const { jwk, kid } = importPrivateJwk(generateJwk("sig"));
  const { d: _private, ...open } = jwk as Record<string, unknown>;
  const forge = () =>
    edited(
      (files) => {
        const set = JSON.stringify({ keys: [{ ...open, kid, use: "sig" }] });
        files.set(EVIDENCE_PATHS.keys("police"), Buffer.from(set));
      },
      async (thread) => {
        await thread.tellShortly();
        // Of the thread, so that it may be there whoever recorded it.
        const added = {
          change: "key-added",
          party: "police",
          kid,
          use: "sig",
          directory: "test",
          thread: thread.thread,
        };
        thread.add(entry("key", thread.at, actor, { ...added, ...about }));
      },
    );
  return { forge, step: "keys", reason: /^a key of police is not registered in the log$/ };
}

/** Forgeries that only one condition on the registration of keys finds. */
export const FORGED_KEYS: Conditions = {
  "entry.party === party": registered({ party: "education" }),
  'entry.change === "key-added"': registered({ change: "key-restored" }),
  "entry.kid === kid": registered({ kid: "the-thumbprint-of-another-key" }),
  "entry.actor === evidence.manifest?.gateway": registered({}, "police"),
};

/** A recipient whose key is RSA, and who signs with an algorithm that is not one of such keys here. */
function signedWith(alg: string): () => Promise<Forgery> {
  return () =>
    told(async (thread) => {
      const key = importPrivateJwk(generateJwk("sig", "PS256"));
      thread.keys.set("housing", key);
      const added = { change: "key-added", party: "housing", kid: key.kid, use: "sig", directory: "test" };
      thread.add(entry("key", thread.at, GATEWAY, added));
      thread.sign = async (party, typ, claims) => {
        const { privateKey, kid, alg: own } = thread.key(party);
        return new CompactSign(Buffer.from(JSON.stringify(claims)))
          .setProtectedHeader({ alg: party === "housing" ? alg : own, kid, typ })
          .sign(privateKey);
      };
      await thread.tellShortly();
    });
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The same bytes in another text: the bits of the last character that nobody reads. */
export function respelt(jws: string): string {
  return jws.slice(0, -1) + (LETTERS[LETTERS.indexOf(jws.at(-1) ?? "") ^ 1] ?? "");
}

/** Forgeries that only one condition on the form of tokens finds. */
export const FORGED_TOKENS: Conditions = {
  '!algorithmsOf(keyKind(key.jwk), "sig").includes(header.alg)': {
    forge: signedWith("RS256"),
    step: "receipts",
    reason: /^no valid receipt for entry \d+$/,
  },
  "splitToken(jws, 3)": {
    forge: () =>
      told(async (thread) => {
        await thread.tellShortly();
        for (const [message, jws] of thread.submissions) thread.submissions.set(message, respelt(jws));
      }),
    step: "submission-receipts",
    reason: /^no valid submission receipt for entry \d+$/,
  },
};
