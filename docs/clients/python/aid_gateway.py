"""What a procuratorate's and a department's client have in common.

Needs Python 3.9 or newer and jwcrypto (Debian: python3-jwcrypto), nothing else. Written from
docs/protocol.md; the section numbers below are that page's.
"""

import base64
import hashlib
import json
import random
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request

from jwcrypto import jwe, jwk, jws

# What we accept is our own list; a header never decides (section 2).
SIGNATURES = ["ES256", "EdDSA", "PS256"]
ENCRYPTIONS = ["ECDH-ES", "ECDH-ES+A256KW", "RSA-OAEP-256", "A256GCM"]
FORBIDDEN_HEADERS = {"jwk", "jku", "x5u", "x5c", "zip", "crit", "b64", "p2s", "p2c"}
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TRIES = 6


class Problem(Exception):
    """A coded no of the gateway (section 8)."""

    def __init__(self, status, document, retry_after=None):
        self.status = status
        self.code = document.get("code", "unexpected-answer")
        self.errors = document.get("errors", [])
        self.retry_after = retry_after
        super().__init__(f"{self.code} (HTTP {status})")


class BadPacket(Exception):
    """A packet that cannot be taken; `reason` is the word for the receipt (section 6)."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(reason)


def digest_of(data):
    """`sha-256=:…:` (RFC 9530)."""
    return "sha-256=:" + base64.b64encode(hashlib.sha256(data).digest()).decode() + ":"


def strict_json(data):
    """JSON without duplicate member names: two readers must not read two things."""

    def members(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise ValueError("duplicate member name")
        return dict(pairs)

    return json.loads(data, object_pairs_hook=members)


def uuid7():
    """RFC 9562 section 5.7."""
    value = (int(time.time() * 1000) << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def header_of(compact, parts):
    """The header of a compact serialisation whose parts are all canonical base64url."""
    split = compact.split(".")
    if len(split) != parts:
        raise ValueError("not a compact serialisation")
    for part in split:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        if base64.urlsafe_b64encode(data).decode().rstrip("=") != part:
            raise ValueError("not canonical base64url")
    header = strict_json(base64.urlsafe_b64decode(split[0] + "=" * (-len(split[0]) % 4)))
    if FORBIDDEN_HEADERS & header.keys():
        raise ValueError("a header that may not be there")
    return header


class Keys:
    """A JWK set, by use and kid."""

    def __init__(self, document):
        self.all = [(key, jwk.JWK(**key)) for key in document["keys"]]

    def present(self, use):
        """The first key of this use that is neither retired nor revoked."""
        for members, key in self.all:
            if members.get("use") == use and not members.get("retired") and "revoked" not in members:
                return members, key
        raise ValueError(f"no key to use for {use}")

    def find(self, use, kid):
        for members, key in self.all:
            if members.get("use") == use and key.thumbprint() == kid:
                return key
        return None


class Gateway:
    """A party's connection to the gateway."""

    def __init__(self, url, party, keys_file):
        self.url = url.rstrip("/")
        self.party = party
        with open(keys_file, encoding="utf-8") as file:
            self.keys = Keys(json.load(file))
        metadata = self.call("GET", "/.well-known/aid-gateway", public=True)[2]
        self.id, self.issuer = (strict_json(metadata)[name] for name in ("id", "issuer"))
        self.keys_read = float("-inf")
        self.refresh_keys()
        self.token, self.token_ends = None, 0.0

    def refresh_keys(self):
        """Reads the gateway's keys anew, at most once a minute: whoever sends an unknown key must not set the pace."""
        if time.monotonic() - self.keys_read < 60:
            return
        self.gateway_keys = Keys(strict_json(self.call("GET", "/.well-known/jwks.json", public=True)[2]))
        self.keys_read = time.monotonic()

    # ------------------------------------------------------------------ HTTP

    def call(self, method, path, body=None, content_type=None, public=False):
        """One call, repeated unchanged while the answer is "not now" or none (section 8).

        Gives (status, headers, body). Every call of the protocol may be repeated: the ids are in the body.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(method, path, body, content_type, public)
            except Problem as problem:
                if problem.status == 401 and not public and attempt == 1:
                    self.token = None
                    continue
                if problem.status not in (408, 425, 429) and problem.status < 500 or attempt == TRIES:
                    raise
                pause = (problem.retry_after or 0) + random.random() * min(20, 0.5 * 2**attempt)
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if attempt == TRIES:
                    raise
                pause = random.random() * min(20, 0.5 * 2**attempt)
            time.sleep(pause)

    def _once(self, method, path, body, content_type, public):
        request = urllib.request.Request(self.url + path, data=body, method=method)
        if content_type:
            request.add_header("Content-Type", content_type)
        if not public:
            request.add_header("Authorization", "Bearer " + self._access_token())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            after = error.headers.get("Retry-After", "")
            try:
                document = strict_json(error.read())
            except ValueError:
                document = {}
            raise Problem(error.code, document, int(after) if after.isdigit() else None) from None

    def _access_token(self):
        """Section 3. The token is used until half a minute before its end."""
        if self.token and time.time() < self.token_ends - 30:
            return self.token
        now = int(time.time())
        claims = {"iss": self.party, "sub": self.party, "aud": self.issuer, "jti": uuid7(), "iat": now, "exp": now + 60}
        form = urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self.sign(claims, "JWT"),
            }
        ).encode()
        answer = self._once("POST", "/oauth/token", form, "application/x-www-form-urlencoded", True)
        grant = strict_json(answer[2])
        self.token, self.token_ends = grant["access_token"], now + grant["expires_in"]
        return self.token

    # ------------------------------------------------------------------ JOSE

    def sign(self, claims, typ):
        """A compact JWS of this party."""
        members, key = self.keys.present("sig")
        token = jws.JWS(json.dumps(claims, ensure_ascii=False).encode())
        token.allowed_algs = SIGNATURES
        token.add_signature(key, protected=json.dumps({"alg": members["alg"], "typ": typ, "kid": key.thumbprint()}))
        return token.serialize(compact=True)

    def encrypt(self, token):
        """A compact JWE for the gateway around a JWS."""
        members, key = self.gateway_keys.present("enc")
        header = {"alg": members.get("alg", "ECDH-ES"), "enc": "A256GCM", "kid": key.thumbprint(), "cty": "JWT"}
        sealed = jwe.JWE(token.encode(), protected=json.dumps(header), algs=ENCRYPTIONS)
        sealed.add_recipient(key)
        return sealed.serialize(compact=True)

    def decrypt(self, packet):
        """The JWS inside a compact JWE for this party. Raises BadPacket."""
        try:
            key = self.keys.find("enc", header_of(packet, 5).get("kid"))
            sealed = jwe.JWE(algs=ENCRYPTIONS)
            sealed.deserialize(packet, key)
            return sealed.payload.decode()
        except Exception as error:  # whatever step failed, the word is one
            raise BadPacket("undecryptable") from error

    def verify(self, token, typ):
        """The claims of a compact JWS of the gateway. Raises BadPacket."""
        try:
            header = header_of(token, 3)
            key = self.gateway_keys.find("sig", header.get("kid"))
            if header.get("typ") != typ or key is None:
                raise ValueError("not the gateway's, or something else of it")
            signed = jws.JWS()
            signed.allowed_algs = SIGNATURES
            signed.deserialize(token, key)
        except Exception as error:
            raise BadPacket("bad-signature") from error
        try:
            return strict_json(signed.payload)
        except ValueError as error:
            raise BadPacket("bad-content") from error

    # ------------------------------------------------------------------ messages

    def submit(self, document, message_type, jti, thread=None, to=None):
        """Section 4. Write `jti` down first: whoever gets no answer calls this again with the same."""
        claims = {
            "iss": self.party,
            "aud": self.id,
            "iat": int(time.time()),
            "jti": jti,
            "type": message_type,
            "version": "1",
            "body": document,
        }
        if thread is not None:
            claims["thread"] = thread
        if to is not None:
            claims["to"] = to
        envelope = self.encrypt(self.sign(claims, "aid-message+jwt")).encode()
        status, _, body = self.call("POST", "/v1/messages", envelope, "application/jose")
        answer = strict_json(body)
        receipt = self.verify(answer["receipt"], "aid-submission-receipt+jwt")
        proof = {"iss": self.id, "aud": self.party, "sub": answer["id"]}
        if status == 202:
            proof["digest"] = digest_of(envelope)
        if any(receipt[name] != value for name, value in proof.items()):
            raise ValueError("the submission receipt speaks of something else")
        return answer

    def message(self, message_id):
        """The state of a message and of its packets."""
        return strict_json(self.call("GET", "/v1/messages/" + urllib.parse.quote(message_id, safe=""))[2])
