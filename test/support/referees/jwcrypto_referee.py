"""Seals and opens as protocol section 4 says, with Debian's python3-jwcrypto and nothing of this project.

One JSON object a line on standard input, one a line on standard output:
  {"op": "seal", "payload", "typ", "alg", "sig", "enc"} -> {"envelope"}
  {"op": "open", "envelope", "sig", "enc"} -> {"payload", "outer", "inner"}
  {"op": "thumbprint", "key"} -> {"kid"}
"sig", "enc" and "key" are JWKs, private where the operation needs it.
"""

import json
import sys

from jwcrypto import jwe, jwk, jws


def seal(task):
    sig, enc = jwk.JWK(**task["sig"]), jwk.JWK(**task["enc"])
    signed = jws.JWS(task["payload"].encode())
    header = {"alg": task["sig"]["alg"], "typ": task["typ"], "kid": task["sig"]["kid"]}
    signed.add_signature(sig, None, json.dumps(header), None)
    header = {"alg": task["enc"]["alg"], "enc": "A256GCM", "kid": task["enc"]["kid"], "cty": "JWT"}
    sealed = jwe.JWE(signed.serialize(compact=True).encode(), json.dumps(header), recipient=enc)
    return {"envelope": sealed.serialize(compact=True)}


def open_(task):
    sealed = jwe.JWE()
    sealed.deserialize(task["envelope"], jwk.JWK(**task["enc"]))
    signed = jws.JWS()
    signed.deserialize(sealed.payload.decode(), jwk.JWK(**task["sig"]))
    return {"payload": signed.payload.decode(), "outer": sealed.jose_header, "inner": signed.jose_header}


def thumbprint(task):
    return {"kid": jwk.JWK(**task["key"]).thumbprint()}


OPERATIONS = {"seal": seal, "open": open_, "thumbprint": thumbprint}

for line in sys.stdin:
    task = json.loads(line)
    print(json.dumps(OPERATIONS[task["op"]](task)), flush=True)
