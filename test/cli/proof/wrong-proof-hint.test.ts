/** Answers of `aidx verify` for files that another command verifies. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { consistencyReceipt, inclusionReceipt } from "../../../src/tlog/cose/receipt.ts";
import { readArchive } from "../../../src/evidence/archive.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import { sha256 } from "../../../src/tlog/native-sha256.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { EvidenceThread } from "../../support/evidence/evidence-thread.ts";
import { like } from "../../support/like.ts";

t.test("verify: a proof for another command is named with that command", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const files = readArchive(bytes);
  const key = `--log-key ${thread.log.signer.vkey}`;
  const aidx = new CommandLine(t.testdir(), { LANG: "en" });
  for (const [name, of] of files) {
    await mkdir(path.dirname(path.join(aidx.cwd, name)), { recursive: true });
    await writeFile(path.join(aidx.cwd, name), of);
  }
  const { size = 0, root = new Uint8Array() } = (await thread.log.heads()).published ?? {};
  const proof = await thread.log.inclusionProof(0, size);
  const receipts = [
    await inclusionReceipt({ index: 0, size, root, proof }, thread.log),
    await consistencyReceipt({ from: size, to: size, newRoot: root, proof: [] }, thread.log),
  ];
  for (const [at, one] of receipts.entries()) await writeFile(path.join(aidx.cwd, `${at}.cose`), one);
  const named = (begin: string, end: string) =>
    [...files.keys()].find((name) => name.startsWith(begin) && name.endsWith(end)) ?? "";
  const receipt = {
    en: /signed receipt and not evidence.*aidx audit reconcile/,
    zh: /签名的回执.*aidx audit reconcile/,
  };
  const cose = { en: /COSE receipt.*docs\/cose-receipts\.md/, zh: /COSE 收据.*docs\/cose-receipts\.md/ };
  for (const [file, { en, zh }] of [
    ["0.cose", cose],
    ["1.cose", cose],
    [named("submission-receipts/", ".jwt"), receipt],
    [named("receipts/", ".jwt"), receipt],
    ["manifest.jwt", { en: /verify the folder or the archive/, zh: /请核验其所在的目录或归档/ }],
  ] as const) {
    like(t, await aidx.run(`verify ${file} ${key}`), { code: 2, stdout: "", stderr: en }, file);
    t.match((await aidx.run(`verify ${file} ${key} --lang zh`)).stderr, zh, file);
  }
  for (const other of ["eyJ", "eyJ9.e30.x", "ey.ey.ey", "eyJhbGciOiJub25lIn0.e30.AA", "\u00d2", ""]) {
    await writeFile(path.join(aidx.cwd, "other"), Buffer.from(other, "latin1"));
    like(t, await aidx.run(`verify other ${key}`), { code: 5, stdout: /not a ZIP archive/ }, JSON.stringify(other));
  }
});
