import t from "tap";
import { formatCheckpoint, parseCheckpoint } from "../../src/tlog/checkpoint.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import {
  formatNote,
  formatVerifierKey,
  isKeyName,
  parseNote,
  parseVerifierKey,
  SIGNATURE_TYPES,
} from "../../src/tlog/note.ts";
import { isName } from "../../src/witness/request.ts";

/** Every character of Unicode with the property White_Space (PropList.txt). */
const SPACES = [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].concat(
  Array.from({ length: 11 }, (_, n) => 0x2000 + n),
);

const named = (code: number) => `log${String.fromCodePoint(code)}example`;
const hex = (code: number) => `U+${code.toString(16).padStart(4, "0")}`;

t.test("a name has no Unicode space and no plus at any place", async (t) => {
  const publicKey = new Uint8Array(32);
  const root = new Uint8Array(32);
  for (const code of [...SPACES, "+".charCodeAt(0)]) {
    const name = named(code);
    t.notOk(isKeyName(name), hex(code));
    t.notOk(isName(name), `${hex(code)} to a witness`);
    const vkey = formatVerifierKey({ name, type: SIGNATURE_TYPES.ed25519, publicKey }, sha256);
    t.throws(() => parseVerifierKey(vkey, sha256), { code: "malformed" }, `${hex(code)} of a key`);
    const line = formatNote({ text: "a\n", signatures: [{ name, id: new Uint8Array(4), signature: root }] });
    t.throws(() => parseNote(line), { code: "malformed" }, `${hex(code)} of a signature`);
    const checkpoint = formatCheckpoint({ origin: name, size: 1, root, extensions: [] });
    t.throws(() => parseCheckpoint(checkpoint), { code: "malformed" }, `${hex(code)} of a log`);
  }
});

t.test(
  "a name may have every other character except controls and lone surrogates; a witness's reader agrees",
  async (t) => {
    const refused = new Set([...SPACES, "+".charCodeAt(0)]);
    for (let code = 0; code <= 0x1_ffff; code++) {
      const isControl = code < 0x20;
      const isHalf = code >= 0xd800 && code <= 0xdfff;
      const name = named(code);
      if (isKeyName(name) === (refused.has(code) || isControl || isHalf)) t.fail(hex(code));
      // A witness's reader also refuses C1 controls and DEL.
      const isC1 = code >= 0x7f && code <= 0x9f;
      if (!isC1 && isName(name) !== isKeyName(name)) t.fail(`${hex(code)} to a witness`);
    }
    for (const name of ["", " ", "+", "\u0085"]) t.notOk(isKeyName(name), JSON.stringify(name));
    for (const name of ["日志.example/一", "\ufefflog", "a\u200bb", "—"]) t.ok(isKeyName(name), JSON.stringify(name));
  },
);
