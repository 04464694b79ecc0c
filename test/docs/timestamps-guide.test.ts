/** What docs/timestamps.md shows is run: OpenSSL verifies the stamp in evidence that was unpacked, and nothing is left there. */
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { parseNote } from "../../src/tlog/note.ts";
import { timestampRequest } from "../../src/tlog/rfc3161/request.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { sha256 } from "../support/sha256.ts";
import { TimeAuthority } from "../support/log/time-authority.ts";
import { like } from "../support/like.ts";

const guide = await readFile(new URL("../../docs/timestamps.md", import.meta.url), "utf8");
const code = /^```sh\n([\s\S]*?)^```/m.exec(guide)?.[1] ?? "";

t.test("the guide's own lines", async (t) => {
  t.match(code, /openssl ts -verify/);
  const authority = await TimeAuthority.made();
  const thread = await EvidenceThread.made("short", Date.now());
  const stamped = async (of: (text: string) => string) => {
    const timestamp = (checkpoint: string) =>
      authority.answer(timestampRequest(sha256(Buffer.from(of(parseNote(checkpoint).text))), Buffer.alloc(8, 1)));
    const { bytes } = await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread);
    const folder = await temporaryDirectory(t);
    const files = readArchive(bytes);
    for (const [path, file] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), file);
    }
    const script = code.replaceAll("tsa-roots.pem", join(authority.folder, "ca.pem"));
    const run = promisify(execFile)("sh", ["-ec", script], { cwd: folder });
    const answer = await run.then(
      ({ stdout, stderr }) => ({ verified: true, said: stdout + stderr }),
      (error: { stdout: string; stderr: string }) => ({ verified: false, said: error.stdout + error.stderr }),
    );
    const left = new Map<string, Uint8Array>();
    for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(one.parentPath, one.name);
      if (one.isFile()) left.set(relative(folder, path), await readFile(path));
    }
    t.same([...left.keys()].toSorted(), [...files.keys()].toSorted(), "nothing is left in the folder");
    const trust = { ...thread.trust(), authorities: await authority.roots() };
    t.equal(
      (await verifyEvidence(left, { trust, sha256 })).ok,
      answer.verified,
      "the verifier says of it what OpenSSL says",
    );
    return answer;
  };
  like(t, await stamped((text) => text), { verified: true, said: /Verification: OK/ });
  like(t, await stamped((text) => `${text}x`), { verified: false, said: /FAILED/ });
});
