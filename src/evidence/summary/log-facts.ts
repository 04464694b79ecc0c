import type { EvidenceModel } from "../model.ts";
import { type Block, type Line, NONE, text, words } from "./content.ts";
import { zonedTime } from "./shown-time.ts";

/** Facts about the checkpoint that all proofs lead to: who cosigned and who stamped it. */
export function logFacts({ checkpoint, timestamp, pending }: EvidenceModel): Block[] {
  const { origin, size, root, logKeys, witnesses } = checkpoint;
  const fine = (lines: readonly string[]): Line[] =>
    lines.length === 0 ? [NONE] : lines.map((line) => ({ fine: line }));
  return [
    {
      kind: "facts",
      facts: [
        [words("日志名称", "Name of the log"), [{ fine: origin }]],
        [words("检查点条目数", "Entries under the checkpoint"), [String(size)]],
        [words("根哈希", "Root hash"), [{ fine: root }]],
        [words("签署检查点的日志公钥标识", "Ids of the log's keys that signed it"), fine(logKeys)],
        [
          words("见证方联署", "Cosigned by witnesses"),
          fine(witnesses.map(({ name, time }) => `${name} · ${zonedTime(time)}`)),
        ],
        [
          words("时间戳（RFC 3161）", "Time stamp (RFC 3161)"),
          timestamp === undefined ? [NONE] : [{ fine: `${timestamp.authority} · ${zonedTime(timestamp.time)}` }],
        ],
        [words("尚未发布的条目", "Entries not published yet"), [String(pending.length)]],
      ],
    },
    text(
      "以上照检查点和时间戳所载列出；其签名由核验程序核验。",
      "Listed as found in the checkpoint and the time stamp; the verifier checks their signatures.",
    ),
  ];
}
