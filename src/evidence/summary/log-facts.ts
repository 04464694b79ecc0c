import type { EvidenceModel, EvidenceSuccession } from "../model.ts";
import { type Block, type Line, NONE, text, words } from "./content.ts";
import { zonedTime } from "./shown-time.ts";

/** Title of the section, by which other parts refer to it. */
export const LOG_TITLE = words("日志、见证与时间戳", "The log, witnesses and time stamps");

/** Facts about the checkpoint that all proofs lead to: who cosigned and who stamped it, which logs its log succeeds. */
export function logFacts({ checkpoint, timestamp, pending, successions }: EvidenceModel): Block[] {
  const { origin, size, root, logKeys, witnesses } = checkpoint;
  const fine = (lines: readonly string[]): Line[] =>
    lines.length === 0 ? [NONE] : lines.map((line) => ({ fine: line }));
  return [
    {
      kind: "facts",
      facts: [
        [words("日志名称", "Name of the log"), [{ fine: origin }]],
        ...(successions.length === 0
          ? []
          : [[words("所承接的日志", "Logs that it succeeds"), successions.flatMap(succession)] as const]),
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
    ...(successions.length === 0 ? [] : [CHAINED]),
    text(
      "以上照检查点和时间戳所载列出；其签名由核验程序核验。",
      "Listed as found in the checkpoint and the time stamp; the verifier checks their signatures.",
    ),
  ];
}

/** What one log of the chain took over, by which decision, and what is known to be lost. */
function succession({ predecessor, size, known, time, reference }: EvidenceSuccession): Line[] {
  const lost = known === undefined ? undefined : known - size;
  return [
    { fine: predecessor },
    words(
      `承接其前 ${size} 条，序号不变；依决定 ${reference} 于 ${zonedTime(time)} 建立后继日志（条目 ${size}）`,
      `its first ${size} entries were taken over at their places; entry ${size} begins the successor at ${zonedTime(time)}, by decision ${reference}`,
    ),
    lost === undefined
      ? words("该日志曾有多少条，无人能够出示", "how far that log had come nobody could show")
      : lost <= 0
        ? words("未发现条目丢失", "no entry is known to be lost")
        : words(
            `该日志至少曾有 ${known} 条，其中 ${lost} 条因恢复而丢失`,
            `that log had had ${known} entries or more: ${lost} were lost in a restore`,
          ),
  ];
}

const CHAINED = text(
  "前一日志因恢复时丢失条目而终止，由后继日志以另一名称继续。承接的条目先由前一日志签署，其位置和内容由核验程序“后继日志承接原日志”一项核验；丢失的条目不在任何检查点之下。",
  "A log ends when a restore lost entries, and its successor goes on under another name. The log that ended had signed what was taken over: step “The log goes on with the entries of the one that it succeeds” checks that it is the same. Entries that were lost are not below this checkpoint.",
);
