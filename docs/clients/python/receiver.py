"""A department's push endpoint: verifies the gateway's signature, opens the packet, keeps it, answers with a receipt.

    python3 receiver.py --url http://127.0.0.1:8080 --party civil-affairs \
        --keys keys/dev/civil-affairs.jwks.json --out inbox --port 9000

In production it stands behind a TLS proxy; --public says under which URL the gateway pushes, for that URL is signed.
"""

import argparse
import base64
import hmac
import http.server
import os
import re
import sys
import threading
import time
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from aid_gateway import BadPacket, Gateway, digest_of
from department import open_packet, receipt, store

LARGEST = 16 * 1024 * 1024
CONTENT = ("@method", "@target-uri", "content-digest", "content-type")
COMPONENTS = CONTENT + ("aid-packet", "aid-message", "aid-attempt")
# What an operator tries the endpoint with: no packet, and the answer 204.
TEST_COMPONENTS = CONTENT + ("aid-test",)
# The gateway writes Signature-Input in this one form (section 5); every other is refused.
INPUT = re.compile(r'gw=(\((?:"[a-z@-]+"(?: |(?=\))))+\)((?:;[a-z]+=(?:\d{1,12}|"[!#-\[\]-~]{1,100}"))+))')
PARAMETER = re.compile(r';([a-z]+)=(?:(\d+)|"([^"]*)")')
SIGNATURE = re.compile(r"gw=:([A-Za-z0-9+/=]{88}):")


class Forged(Exception):
    """A request that the gateway did not sign as it is."""


def verify_push(gateway, method, url, headers, data, components=COMPONENTS):
    """RFC 9421 with the components of section 5. Raises Forged."""
    stated = INPUT.fullmatch(headers.get("Signature-Input", ""))
    signature = SIGNATURE.fullmatch(headers.get("Signature", ""))
    if stated is None or signature is None:
        raise Forged("no signature")
    names = re.findall(r'"([^"]*)"', stated[1][: stated[1].index(")")])
    parameters = {name: number or text for name, number, text in PARAMETER.findall(stated[2])}
    if tuple(names) != components:
        raise Forged("other components")
    if abs(time.time() - int(parameters.get("created", "0"))) > 300:
        raise Forged("not of now")
    if not hmac.compare_digest(headers.get("Content-Digest", ""), digest_of(data)):
        raise Forged("other bytes")
    derived = {"@method": method, "@target-uri": url}
    values = [(name, derived[name] if name in derived else headers.get(name, "").strip()) for name in names]
    base = "".join(f'"{name}": {value}\n' for name, value in values) + f'"@signature-params": {stated[1]}'
    key = gateway.gateway_keys.find("sig", parameters.get("keyid"))
    if key is None:
        gateway.refresh_keys()
        key = gateway.gateway_keys.find("sig", parameters.get("keyid"))
    if key is None or key.get("crv") != "P-256":
        raise Forged("unknown key")
    raw = base64.b64decode(signature[1])
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        key.get_op_key("verify").verify(der, base.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Forged("signature") from error


def take(gateway, folder, packet_id, data):
    """Opens and keeps a packet once; gives its receipt, the same one when it comes again. Raises BadPacket."""
    answered = os.path.join(folder, packet_id + ".receipt")
    if not os.path.exists(answered):
        store(folder, packet_id, open_packet(gateway, packet_id, data))
        with open(answered + ".part", "wb") as file:
            file.write(receipt(gateway, packet_id, data))
            file.flush()
            os.fsync(file.fileno())
        os.replace(answered + ".part", answered)
    with open(answered, "rb") as file:
        return file.read()


def handler(gateway, folder, public):
    one_at_a_time = threading.Lock()

    class Endpoint(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self):
            length = self.headers.get("Content-Length", "")
            if not re.fullmatch(r"\d{1,9}", length) or int(length) > LARGEST:
                self.close_connection = True
                return self.answer(413)
            data = self.rfile.read(int(length))
            is_test = "Aid-Test" in self.headers and "Aid-Packet" not in self.headers
            try:
                components = TEST_COMPONENTS if is_test else COMPONENTS
                verify_push(gateway, "POST", public + self.path, self.headers, data, components)
                if is_test:
                    return self.answer(204)
                packet_id = str(uuid.UUID(self.headers["Aid-Packet"]))
            except (Forged, ValueError) as error:
                # Not the gateway's, or spoilt on the way: it tries again, and nothing was kept.
                self.log_message("refused: %s", type(error).__name__)
                return self.answer(401)
            try:
                with one_at_a_time:
                    signed = take(gateway, folder, packet_id, data)
            except BadPacket as error:
                # A rejection is final and a person's to sign. With 422 the packet fails, and the operator sees it.
                self.log_message("cannot be opened: %s", error.reason)
                return self.answer(422)
            self.answer(200, signed, "application/jwt")

        def answer(self, status, body=b"", content_type=None):
            self.send_response(status)
            if content_type:
                self.send_header("Content-Type", content_type)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Endpoint


def main():
    parser = argparse.ArgumentParser()
    for name in ("--url", "--party", "--keys", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--public", help="URL of this endpoint as the gateway pushes to it, without a path")
    options = parser.parse_args()

    os.makedirs(options.out, mode=0o700, exist_ok=True)
    gateway = Gateway(options.url, options.party, options.keys)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), None)
    public = options.public or f"http://127.0.0.1:{server.server_port}"
    server.RequestHandlerClass = handler(gateway, options.out, public.rstrip("/"))
    print(f"ready {public}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
