"""A referee of the audit log that shares no code with it: Python's standard library and python3-cryptography.

Fetches checkpoint, tiles and entries of a log over HTTP as an auditor does, rebuilds the whole tree from the
entries alone by RFC 6962 section 2.1 as it is written there (recursively), and says, as one JSON object, whether
everything that the log serves follows from it: signature, root, every full and partial tile, proofs.

usage: tlog_referee.py URL VKEY   (entries are read with the Authorization header of AUTHORIZATION)
"""

import base64
import hashlib
import json
import os
import sys
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH = 256


def fetch(url, path):
    request = urllib.request.Request(url + path)
    if "AUTHORIZATION" in os.environ:
        request.add_header("Authorization", os.environ["AUTHORIZATION"])
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(leaves):
    """Merkle Tree Hash, RFC 6962 section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m, leaves):
    """Merkle audit path, RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [mth(leaves[k:])]
    return path(m - k, leaves[k:]) + [mth(leaves[:k])]


def proof(m, leaves):
    """Merkle consistency proof, RFC 6962 section 2.1.2."""

    def subproof(m, leaves, whole):
        if m == len(leaves):
            return [] if whole else [mth(leaves)]
        k = split(len(leaves))
        if m <= k:
            return subproof(m, leaves[:k], whole) + [mth(leaves[k:])]
        return subproof(m - k, leaves[k:], False) + [mth(leaves[:k])]

    return subproof(m, leaves, True)


def open_note(note, vkey):
    """Text of a C2SP signed note that the key has signed; an exception for every other."""
    name, key_id, material = vkey.split("+", 2)
    key = base64.b64decode(material)
    assert key[0] == 1 and len(key) == 33, "an Ed25519 key"
    assert hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] == key_id, "the key's id"
    text, signatures = note.decode().rsplit("\n\n", 1)
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        raw = base64.b64decode(signature)
        if dash == "\u2014" and signer == name and raw[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text.encode())
            return text
    raise ValueError("not signed by the log")


def tile_path(level, index, width):
    digits = "%03d" % index
    while len(digits) % 3:
        digits = "0" + digits
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return "/log/tile/%s/%s%s" % (level, name, "" if width == WIDTH else ".p/%d" % width)


def tiles(size, level):
    hashes = size // WIDTH ** max(level, 0)
    for index in range((hashes + WIDTH - 1) // WIDTH):
        yield index, min(WIDTH, hashes - index * WIDTH)


def entries_of(bundle):
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        assert end <= len(bundle), "a bundle cut short"
        yield bundle[at + 2 : end]
        at = end


def main(url, vkey):
    name = vkey.split("+", 1)[0]
    origin, size, root = open_note(fetch(url, "/log/checkpoint"), vkey).split("\n")[:3]
    size = int(size)
    assert origin == name, "the log's own name"
    entries = []
    for index, width in tiles(size, 0):
        bundle = list(entries_of(fetch(url, tile_path("entries", index, width))))
        assert len(bundle) == width, "a bundle of another width"
        entries += bundle
    leaves = [leaf_hash(entry) for entry in entries]
    assert len(leaves) == size and base64.b64encode(mth(leaves)).decode() == root, "the root"
    checked = 0
    level = 0
    while size >> (8 * level):
        for index, width in tiles(size, level):
            served = fetch(url, tile_path(level, index, width))
            span = WIDTH**level
            expected = b"".join(
                mth(leaves[at * span : (at + 1) * span]) for at in range(index * WIDTH, index * WIDTH + width)
            )
            assert served == expected, "tile %d/%d" % (level, index)
            checked += 1
        level += 1
    proofs = 0
    for m in sorted({0, 1, size // 3, size // 2, size - 2, size - 1} & set(range(size))):
        asked = fetch(url, "/v1/log/proof?leaf=%s&size=%d" % (leaves[m].hex(), size))
        answer = json.loads(asked)
        at = leaves.index(leaves[m])
        assert answer["index"] == at, "the index"
        expected = [base64.b64encode(line).decode() for line in path(at, leaves)]
        assert answer["hashes"] == expected, "inclusion of %d" % m
        if "tlogProof" in answer:
            head, checkpoint = answer["tlogProof"].split("\n\n", 1)
            assert head.split("\n") == ["c2sp.org/tlog-proof@v1", "index %d" % at] + expected, "tlog-proof"
            open_note(checkpoint.encode(), vkey)
        proofs += 1
    for m in sorted({1, 2, 255, 256, 257, size // 2, size} & set(range(1, size + 1))):
        answer = json.loads(fetch(url, "/v1/log/proof?from=%d&to=%d" % (m, size)))
        expected = [base64.b64encode(line).decode() for line in proof(m, leaves)]
        assert answer["hashes"] == expected, "consistency from %d" % m
        proofs += 1
    json.dump({"size": size, "tiles": checked, "proofs": proofs, "entries": len(set(entries))}, sys.stdout)


try:
    main(*sys.argv[1:])
except Exception as error:  # whatever does not hold: the test wants one line
    json.dump({"fault": str(error) or type(error).__name__}, sys.stdout)
    sys.exit(1)
