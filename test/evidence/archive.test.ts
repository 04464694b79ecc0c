import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import t from "tap";
import { ArchiveError, isCanonicalArchive, isPlainPath, packArchive, readArchive } from "../../src/evidence/archive.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { noteSigner } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";
import { hostileZip, type ZipFile } from "../support/evidence/hostile-zip.ts";
import { outside } from "../support/referees/outside.ts";
import { thrown } from "../support/refusal.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

const utf8 = (text: string) => Buffer.from(text);

/** Code with which an archive is refused; `canonical` or `other-form` when it can be read. */
function verdict(bytes: Uint8Array): string {
  const refusal = thrown(ArchiveError, () => readArchive(bytes));
  return refusal?.code ?? (isCanonicalArchive(bytes, readArchive(bytes)) ? "canonical" : "other-form");
}

t.test("archive: CRC-32 of the usual check value", async (t) => {
  // The CRC-32 of a file stands 14 bytes after the start of its local header (APPNOTE 4.3.7).
  const packed = packArchive(new Map([["a", utf8("123456789")]]));
  t.equal(new DataView(packed.buffer).getUint32(14, true), 0xcbf43926);
});

t.test("archive: packed files are read back, in one form", async (t) => {
  const name = fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9][a-z0-9.-]{0,5})?$/);
  await holds(
    t,
    fc.property(fc.uniqueArray(fc.tuple(name, fc.uint8Array()), { selector: ([of]) => of }), (files) => {
      const packed = packArchive(new Map(files));
      const read = readArchive(packed);
      const again = packArchive(new Map([...read].toReversed()));
      return (
        read.size === files.length &&
        files.every(([name, bytes]) => Buffer.from(read.get(name) ?? []).equals(bytes)) &&
        Buffer.from(again).equals(packed) &&
        isCanonicalArchive(packed, read)
      );
    }),
  );
});

t.test("archive: paths stay below their folder", async (t) => {
  for (const good of ["a", "entries/0.json", "keys/a..b.json", "x/y/z-1_2.p"]) t.ok(isPlainPath(good), good);
  for (const bad of [
    "",
    "/a",
    "a/",
    "..",
    "../a",
    "a/../b",
    "a//b",
    "a\\b",
    "C:/a",
    "a:b",
    ".a",
    "a/.b",
    "a\0b",
    "a b",
    "é",
    "-".repeat(201),
  ]) {
    t.notOk(isPlainPath(bad), JSON.stringify(bad));
  }
});

const plain: ZipFile = { name: "a.txt", data: utf8("hello") };
const deflated = (bytes: number): ZipFile => {
  const data = Buffer.alloc(bytes);
  return { name: "bomb", data: deflateRawSync(data), method: 8, size: bytes };
};

/** A plain archive (40 bytes of a file, 51 of its directory, 22 of the end) with other bytes at a place. */
function patched(at: number, ...bytes: readonly number[]): Buffer {
  const zip = hostileZip([plain]);
  zip.set(bytes, at < 0 ? zip.length + at : at);
  return zip;
}

t.test("archive: hostile archives are refused with their code", async (t) => {
  const cases: Record<string, [Uint8Array, string]> = {
    "a plain one": [hostileZip([plain]), "canonical"],
    empty: [new Uint8Array(), "not-an-archive"],
    text: [utf8("PK, but not a ZIP at all, only some text"), "not-an-archive"],
    "no files": [hostileZip([]), "canonical"],
    "a bomb of 64 MiB": [hostileZip([deflated(64 * 1024 * 1024)]), "compressed"],
    "sizes told afterwards": [hostileZip([{ ...plain, flags: 8 }]), "compressed"],
    encrypted: [hostileZip([{ ...plain, flags: 1 }]), "encrypted"],
    "the parent folder": [hostileZip([{ ...plain, name: "../a.txt" }]), "bad-path"],
    absolute: [hostileZip([{ ...plain, name: "/etc/passwd" }]), "bad-path"],
    backslash: [hostileZip([{ ...plain, name: "a\\..\\b" }]), "bad-path"],
    drive: [hostileZip([{ ...plain, name: "C:a.txt" }]), "bad-path"],
    nul: [hostileZip([{ ...plain, name: "a\0.txt" }]), "bad-path"],
    folder: [hostileZip([{ name: "a/", data: new Uint8Array() }]), "bad-path"],
    "an endless name": [hostileZip([{ ...plain, name: "a".repeat(60_000) }]), "bad-path"],
    "one name twice": [hostileZip([plain, { ...plain, data: utf8("other") }]), "duplicate-path"],
    "a link": [hostileZip([{ ...plain, attributes: 0xa1ff0000 }]), "link"],
    "a wrong checksum": [hostileZip([{ ...plain, crc: 1 }]), "checksum"],
    "another name inside": [hostileZip([{ ...plain, localName: "b.txt" }]), "inconsistent"],
    "another size unpacked": [hostileZip([{ ...plain, size: 4 }]), "inconsistent"],
    "no header inside": [patched(0, 1), "inconsistent"],
    "a directory beyond the end": [patched(-6, 0xff, 0xff, 0xff, 0xff), "inconsistent"],
    "a directory that ends in the middle": [patched(-6, 60), "inconsistent"],
    "a name that runs into the end": [patched(40 + 28, 30), "inconsistent"],
    "an end too far from the end": [Buffer.concat([hostileZip([plain]), Buffer.alloc(70_000)]), "not-an-archive"],
    "more than is read": [new Uint8Array(256 * 1024 * 1024 + 1), "too-large"],
    "another size inside": [hostileZip([{ ...plain, localSize: 4 }]), "inconsistent"],
    "an offset beyond": [hostileZip([{ ...plain, offset: 1 << 30 }]), "inconsistent"],
    "an offset before nothing": [hostileZip([{ ...plain, offset: 0xffffffff }]), "inconsistent"],
    "a size beyond": [
      hostileZip([{ ...plain, size: 0xfffffff0, compressed: 0xfffffff0, localSize: 0xfffffff0 }]),
      "inconsistent",
    ],
    "one file under forty names": [oneForAll(), "inconsistent"],
    "files within files": [nested(60, 1_000), "inconsistent"],
    "a few files within files, that add up to less than the archive": [nested(3, 0), "other-form"],
    "more files than there are": [hostileZip([plain], { count: 3 }), "inconsistent"],
    "60,001 files": [hostileZip([plain], { count: 60_001 }), "too-many-files"],
    "fewer files than there are": [hostileZip([plain, { ...plain, name: "b" }], { count: 1 }), "other-form"],
    "something before": [Buffer.concat([utf8("MZ"), hostileZip([plain])]), "inconsistent"],
    "something before, offsets moved": [hostileZip([plain], { before: utf8("MZ") }), "other-form"],
    "something behind": [Buffer.concat([hostileZip([plain]), utf8("!")]), "other-form"],
    "something between": [
      hostileZip([
        { ...plain, gap: utf8("hidden") },
        { ...plain, name: "b" },
      ]),
      "other-form",
    ],
    "a comment": [hostileZip([plain], { comment: utf8("hi") }), "other-form"],
    "a time": [hostileZip([{ ...plain, time: 77 }]), "other-form"],
    "an extra field": [hostileZip([{ ...plain, extra: utf8("UT\x01\0x") }]), "not-canonical"],
    "not sorted": [hostileZip([{ ...plain, name: "b" }, plain]), "other-form"],
  };
  const trust = trustOf({ log: [noteSigner("log.example").vkey] }, sha256);
  for (const [name, [bytes, code]] of Object.entries(cases)) {
    t.equal(verdict(bytes), code, name);
    if (!["canonical", "other-form"].includes(code)) t.throws(() => readArchive(bytes), { code }, "and is not read");
    const { ok, steps } = await verifyEvidence(bytes, { trust, sha256 });
    t.notOk(ok, name);
    if (code !== "canonical") like(t, steps[0], { id: "archive", status: "failed" }, name);
    t.ok(
      steps.every(({ status, reasons }) => status === "passed" || reasons.length > 0),
      "every step says why",
    );
  }
});

t.test("archive: a truncated archive is refused without any other error", async (t) => {
  const whole = packArchive(
    new Map([
      ["a", utf8("one")],
      ["b/c", utf8("two")],
    ]),
  );
  for (let length = 0; length < whole.length; length++) {
    const code = verdict(whole.subarray(0, length));
    t.not(code, "canonical", `${length} bytes`);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => verdict(noise) !== "canonical" || noise.length === 22),
  );
});

const python = spawnSync("/usr/bin/python3", ["-c", "import zipfile"]).status === 0;
const skip = outside(t, python, "another's reader of archives", "python3");
t.test("archive: another program reads it", { skip }, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "aidx-archive-"));
  const file = path.join(folder, "e.zip");
  await writeFile(
    file,
    packArchive(
      new Map([
        ["a/b.json", utf8("{}")],
        ["c.txt", utf8("送达证据")],
      ]),
    ),
  );
  const tested = spawnSync("/usr/bin/python3", ["-m", "zipfile", "-t", file], { encoding: "utf8" });
  t.match(tested.stdout, /Done testing/);
  t.equal(spawnSync("/usr/bin/python3", ["-m", "zipfile", "-e", file, folder]).status, 0);
  t.equal(await readFile(path.join(folder, "c.txt"), "utf8"), "送达证据");
});

t.test("archive: invalid paths and sizes are not packed", async (t) => {
  t.throws(() => packArchive(new Map([["../a", utf8("")]])), { code: "bad-path" });
  const many = new Map(Array.from({ length: 60_001 }, (_, n) => [`f${n}`, new Uint8Array()]));
  t.throws(() => packArchive(many), { code: "too-many-files" });
});

t.test("archive: overlapping files are refused by their total size, before unpacking", async (t) => {
  // All else about them is in order: each has its own header, name, size and checksum.
  const bomb = nested(600, 100_000);
  let total = 0;
  for (let at = 0; at < bomb.length - 46; at++) {
    if (bomb.readUInt32LE(at) === 0x02014b50) total += bomb.readUInt32LE(at + 24);
  }
  t.ok(total > 400 * bomb.length, `${bomb.length} bytes would become ${total}`);
  t.equal(verdict(bomb), "inconsistent");
  t.equal(verdict(nested(1, 1_000)), "canonical", "one is none");
});

/**
 * Makes files whose content is the next file with its header, down to a kernel: many names for nearly the same bytes.
 */
function nested(count: number, kernel: number): Buffer {
  const nameOf = (n: number) => `f${String(n).padStart(5, "0")}`;
  const headerBytes = 30 + nameOf(0).length;
  const files: ZipFile[] = [];
  let data: Buffer = Buffer.alloc(kernel);
  for (let n = count - 1; n >= 0; n--) {
    files.unshift({ name: nameOf(n), data, offset: n * headerBytes, omitted: n > 0 });
    const alone = hostileZip([{ name: nameOf(n), data }]);
    data = alone.subarray(0, headerBytes + data.length);
  }
  return hostileZip(files);
}

/** Forty names in the directory for one file: small as a file, large when unpacked. */
function oneForAll(): Uint8Array {
  const data = Buffer.alloc(1_000);
  return hostileZip(
    Array.from({ length: 40 }, (_, n) => ({
      name: "a",
      centralName: `f${n}`,
      data,
      ...(n === 0 ? {} : { offset: 0, omitted: true }),
    })),
  );
}
