/** Codes and times as a Chinese reader sees them. Machines see the codes. */
import t from "tap";
import { codeText } from "../../../src/cli/terminal/codes-in-words.ts";
import { localTime, zonedTime } from "../../../src/cli/terminal/local-time.ts";
import { logged, stageText } from "../../../src/cli/terminal/logged.ts";
import { Terminal, type World } from "../../../src/cli/terminal/terminal.ts";
import { ENTRY_TYPES } from "../../../src/domain/audit-entry.ts";
import { MESSAGE_TYPES } from "../../../src/domain/message.ts";
import { PACKET_STATES } from "../../../src/domain/packet.ts";
import { REJECT_REASONS } from "../../../src/domain/receipt.ts";

const zh = new Terminal({} as World, "zh", false);
const en = new Terminal({} as World, "en", false);
const CODES = [
  ["state", PACKET_STATES],
  ["entry", ENTRY_TYPES],
  ["message", MESSAGE_TYPES],
  ["reason", REJECT_REASONS],
] as const;

t.test("a code is shown as its Chinese word, and in English as itself", async (t) => {
  for (const [kind, codes] of CODES) {
    for (const code of codes) {
      t.match(codeText(zh, kind, code), /^[\p{Script=Han}（）]+$/u, code);
      t.equal(codeText(en, kind, code), code);
    }
  }
  t.equal(
    new Set(ENTRY_TYPES.map((type) => codeText(zh, "entry", type))).size,
    ENTRY_TYPES.length,
    "no two are told alike",
  );
});

t.test("an unknown code is shown as itself", async (t) => {
  for (const [kind] of CODES) {
    for (const code of ["of-tomorrow", "constructor", "__proto__"]) t.equal(codeText(zh, kind, code), code);
  }
  t.equal(stageText(zh, "of-tomorrow" as never), "");
  t.equal(stageText(zh, "witnessed"), "已见证");
  t.equal(logged(zh, { stage: "witnessed", index: 7 }), "已见证 #7");
});

t.test("times are shown on the locality's clock", async (t) => {
  for (const [time, local] of [
    ["2026-10-31T16:00:00.000Z", "2026-11-01 00:00:00"],
    ["2026-10-31T16:00:00.120Z", "2026-11-01 00:00:00.120"],
    ["2026-12-31T16:00:00Z", "2027-01-01 00:00:00"],
    ["2026-11-30T23:59:59+08:00", "2026-11-30 23:59:59"],
    ["2026-11-30T23:59:59-05:00", "2026-12-01 12:59:59"],
  ] as const) {
    t.equal(localTime(time), local);
    t.equal(zonedTime(time), `${local} +08:00`);
  }
  t.equal(zonedTime("2026-10-31T16:00:00.000Z", "-03:30"), "2026-10-31 12:30:00 -03:30");
  t.equal(localTime(undefined), "");
  for (const none of ["", "1", "2026", "tomorrow", "2026-13-01T00:00:00.000Z"]) {
    t.equal(localTime(none), none);
    t.equal(zonedTime(none), none);
  }
});
