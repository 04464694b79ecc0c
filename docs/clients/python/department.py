"""A department: takes what is in its inbox, opens it, keeps it, and signs receipts.

    python3 department.py --url http://127.0.0.1:8080 --party civil-affairs \
        --keys keys/dev/civil-affairs.jwks.json --out inbox

Without --follow it ends when the inbox has been read.
"""

import argparse
import json
import os
import sys
import time
import urllib.parse
import uuid

from aid_gateway import BadPacket, Gateway, digest_of, uuid7


def open_packet(gateway, packet_id, data):
    """Section 5: decrypt, verify, check. Gives the claims; raises BadPacket."""
    claims = gateway.verify(gateway.decrypt(data.decode("latin-1")), "aid-packet+jwt")
    if claims.get("iss") != gateway.id or claims.get("aud") != gateway.party:
        raise BadPacket("bad-signature")
    if claims.get("jti") != packet_id or not isinstance(claims.get("body"), dict):
        raise BadPacket("bad-content")
    return claims


def store(folder, packet_id, claims):
    """Keeps a packet, whole or not at all, for its owner's eyes only."""
    path = os.path.join(folder, packet_id + ".json")
    with open(path + ".part", "w", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        json.dump(claims, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def receipt(gateway, packet_id, data, reason=None):
    """Section 6. The digest is of the bytes as they came. With a reason it is a rejection, for which a person answers."""
    claims = {
        "iss": gateway.party,
        "aud": gateway.id,
        "iat": int(time.time()),
        "jti": uuid7(),
        "sub": packet_id,
        "digest": digest_of(data),
        "outcome": "accepted" if reason is None else "rejected",
    }
    if reason is not None:
        claims["reason"] = reason
    return gateway.sign(claims, "aid-receipt+jwt").encode()


def take(gateway, item, folder):
    # It becomes the name of a file: only what looks like an id may.
    packet_id = str(uuid.UUID(item["packet"]))
    path = "/v1/packets/" + urllib.parse.quote(packet_id, safe="")
    _, headers, data = gateway.call("GET", path)
    # Other bytes than announced were spoilt on the way: no receipt for them, they are fetched again.
    if not digest_of(data) == headers["Content-Digest"] == item["digest"]:
        raise ValueError("the packet was spoilt on the way")
    about = {"packet": packet_id, "from": item["from"]}
    try:
        store(folder, packet_id, open_packet(gateway, packet_id, data))
    except BadPacket as error:
        # A receipt is final, and the fault may be in our keys or at the gateway: a person decides. It stays in the inbox.
        print(json.dumps({**about, "outcome": "unopened", "reason": error.reason}))
        return
    # Only what lies on the disc is accepted. When we stop here, the packet is in the inbox again.
    status, _, _ = gateway.call("POST", path + "/receipt", receipt(gateway, packet_id, data), "application/jwt")
    print(json.dumps({**about, "outcome": "accepted", "repeat": status == 200}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--party", required=True)
    parser.add_argument("--keys", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--follow", action="store_true", help="go on waiting for packets")
    options = parser.parse_args()

    os.makedirs(options.out, mode=0o700, exist_ok=True)
    gateway = Gateway(options.url, options.party, options.keys)
    after = None
    while True:
        query = {"limit": 100, "wait": 30 if options.follow else 0}
        if after is not None:
            query["after"] = after
        page = json.loads(gateway.call("GET", "/v1/inbox?" + urllib.parse.urlencode(query))[2])
        for item in page["items"]:
            take(gateway, item, options.out)
        if not page["items"] and not options.follow:
            return 0
        after = page["next"]


if __name__ == "__main__":
    sys.exit(main())
