/** A verifier without the part that reads time stamps: a browser off line, an installation without its packages. */
import { registerHooks } from "node:module";
import t from "tap";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { loadVerifierParts, verifyEvidence } from "../../src/sdk/index.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

t.test("time stamp: a verifier that cannot be loaded makes the step not checked, and nothing is thrown", async (t) => {
  const missing = registerHooks({
    resolve(specifier, context, next) {
      if (/^(pkijs|asn1js)$/.test(specifier)) throw new TypeError(`Failed to resolve module specifier "${specifier}"`);
      return next(specifier, context);
    },
  });
  const thread = await EvidenceThread.made("short");
  // Its content does not matter, because it cannot be read.
  const timestamp = async () => Buffer.from("3003020100", "hex");
  const { bytes } = await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread);
  const trusted = {
    log: [thread.log.signer.vkey],
    witnesses: thread.witnesses.map(({ vkey }) => vkey),
    authorities: "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
  };
  const stampOf = async (authorities: string) => {
    const { ok, steps, stamped } = await verifyEvidence(bytes, { ...trusted, authorities });
    return { ok, stamped, ...steps.find(({ id }) => id === "timestamp") };
  };
  like(t, await stampOf(trusted.authorities), {
    ok: false,
    stamped: undefined,
    status: "not-checked",
    required: true,
    checked: 0,
    reasons: [{ en: /could not be loaded/, zh: /无法加载时间戳核验程序/ }],
  });
  await t.rejects(loadVerifierParts(), /Failed to resolve module specifier/, "whoever asks for it hears why");
  const { authorities: _none, ...untimed } = trusted;
  t.ok((await verifyEvidence(bytes, untimed)).ok, "who trusts no authority needs none of it");
  const { bytes: bare } = await makeEvidence(thread.source(), sha256, thread.thread);
  const { steps } = await verifyEvidence(bare, trusted);
  like(
    t,
    steps.find(({ id }) => id === "timestamp"),
    { status: "failed", reasons: [{ en: "there is no time stamp" }] },
    "that there is none is seen without it",
  );

  missing.deregister();
  await loadVerifierParts();
  like(t, await stampOf(trusted.authorities), { ok: false, status: "failed" }, "loaded, it reads");
});
