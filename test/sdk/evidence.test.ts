import t from "tap";
import { ARCHIVE_LIMITS } from "../../src/evidence/archive.ts";
import { Auditor, GatewayClient, UnreachableError, UntrustedError } from "../../src/sdk/index.ts";
import { platform } from "../../src/sdk/environment.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { recordedEnvironment } from "../support/sdk/recorded-environment.ts";

const keys = await newKeySet();
const gateway = await FakeGateway.start({ auditor: keys });
t.teardown(() => gateway.stop());

const MIB = 1024 * 1024;
const THREAD = "01890a5d-ac96-774b-bcce-b302099a8057";

/** Makes an auditor whose gateway gives this answer to requests for evidence; other calls go through. */
function auditorWith(answer: (signal: AbortSignal) => Response, timeout = platform.timeout) {
  const environment = recordedEnvironment();
  const asked = { evidence: 0, read: 0 };
  const fetch: typeof platform.fetch = async (url, init) => {
    if (!url.endsWith("/evidence")) return platform.fetch(url, init);
    asked.evidence++;
    init.signal?.throwIfAborted();
    return answer(init.signal as AbortSignal);
  };
  const client = new GatewayClient({
    url: gateway.url,
    party: "auditor",
    keys,
    environment: { ...environment, fetch, timeout },
  });
  /** Body of that many MiB, made as it is read. */
  const body = (mebibytes: number) => {
    let left = mebibytes;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- === 0) return controller.close();
        asked.read++;
        controller.enqueue(new Uint8Array(MIB));
      },
    });
  };
  return { auditor: new Auditor(client), client, asked, body, environment };
}

t.test("evidence may be as large as its format allows, and no larger", async (t) => {
  const large = auditorWith(() => new Response(large.body(40)));
  t.equal((await large.auditor.evidence(THREAD)).length, 40 * MIB);
  const call = { method: "GET", path: "/v1/audit/threads/x/evidence" } as const;
  await t.rejects(large.client.call(call), { name: "UntrustedError", code: "answer-size" }, "other answers stay small");
  const endless = auditorWith(() => new Response(endless.body(Number.POSITIVE_INFINITY)));
  await t.rejects(endless.auditor.evidence(THREAD), UntrustedError);
  t.ok(endless.asked.read <= ARCHIVE_LIMITS.bytes / MIB + 3, "and the rest is not read");
});

t.test("evidence may take minutes, and a time-out is not retried", async (t) => {
  const limits: number[] = [];
  const timeout = (ms: number) => {
    limits.push(ms);
    return ms > 60_000 ? AbortSignal.abort(new DOMException("late", "TimeoutError")) : platform.timeout(ms);
  };
  const slow = auditorWith(() => new Response(), timeout);
  await t.rejects(slow.auditor.evidence(THREAD), UnreachableError);
  t.equal(slow.asked.evidence, 1);
  t.same(
    limits.filter((ms) => ms > 60_000),
    [270_000],
  );
});

t.test("a gateway that is busy with other evidence is asked again after Retry-After", async (t) => {
  const busy = auditorWith(() =>
    busy.asked.evidence < 3
      ? new Response("{}", { status: 503, headers: { "retry-after": "5" } })
      : new Response(busy.body(1)),
  );
  t.equal((await busy.auditor.evidence(THREAD)).length, MIB);
  t.same(busy.environment.pauses, [5_250, 5_250]);
});
