"""A procuratorate: submits a list and shows what becomes of it.

    python3 procuratorate.py --url http://127.0.0.1:8080 --party procuratorate \
        --keys keys/dev/procuratorate.jwks.json schemas/aid-subject-list/1.example.json
"""

import argparse
import json
import os
import sys
import time

from aid_gateway import Gateway, Problem, uuid7

SETTLED = {"accepted", "rejected", "failed", "withdrawn"}


def message_id_for(path):
    """The message's own id, kept in a file: it must outlive this process (section 10, step 4)."""
    record = path + ".jti"
    if not os.path.exists(record):
        with open(record + ".part", "w", encoding="ascii") as file:
            file.write(uuid7())
            file.flush()
            os.fsync(file.fileno())
        os.replace(record + ".part", record)
    with open(record, encoding="ascii") as file:
        return file.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--party", required=True)
    parser.add_argument("--keys", required=True)
    parser.add_argument("--follow", action="store_true", help="wait until every packet is settled")
    parser.add_argument("list", help="the document, JSON")
    options = parser.parse_args()

    gateway = Gateway(options.url, options.party, options.keys)
    with open(options.list, encoding="utf-8") as file:
        document = json.load(file)
    try:
        answer = gateway.submit(document, "aid-subject-list", message_id_for(options.list))
    except Problem as problem:
        print(problem, file=sys.stderr)
        for error in problem.errors:
            print(" ", error["pointer"], error["code"], error["messageZh"], file=sys.stderr)
        return 1
    print(json.dumps({"id": answer["id"], "recipients": [packet["recipient"] for packet in answer["packets"]]}))
    while True:
        view = gateway.message(answer["id"])
        states = {packet["recipient"]: packet["state"] for packet in view["packets"]}
        if not options.follow or SETTLED.issuperset(states.values()):
            print(json.dumps({"id": answer["id"], "states": states}))
            return 0
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
