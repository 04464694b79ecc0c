/**
 * Section on verification: how to verify, and what is checked always, on request, if present, and never by one file.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { EVIDENCE_STEPS } from "../steps.ts";
import { type Block, text, words } from "./content.ts";

/** Commands to type, for the first page. */
export const HOW_TO_VERIFY: readonly Block[] = [
  text(
    "本摘要仅供阅读，本身不是证明；证明是同一压缩文件中的已签名文件，可离线核验，不需要网关和报文内容：",
    "This summary is not the proof: the signed files in the same archive are. They can be verified off line, without the gateway and the messages:",
  ),
  { kind: "command", command: "aidx verify evidence.zip --log-key KEY" },
  text(
    "KEY 为日志公钥，须由网关运营单位以其他途径提供，不得取自本文件。",
    "KEY is the log's public key. It must come from the gateway's operator by a way other than this file.",
  ),
];

/** What is checked when. */
export function checks(): Block[] {
  return [
    text(
      "核验程序逐项给出“通过”“不通过”或者“未核验”。",
      "The verifier says of each step: passed, failed or not checked.",
    ),
    {
      kind: "facts",
      facts: [
        [words("始终核验", "Always"), [inOneLine(Object.values(EVIDENCE_STEPS.always))]],
        [
          words("提出要求时核验", "Only on request"),
          [
            words(
              "见证方联署（--witness）；公钥与已知指纹一致（--trust 文件中的 parties）；检查点时间戳（--tsa）；条目无遗漏（--log，与完整日志核对）。",
              "Witnesses' cosignatures (--witness); keys known by another way (parties in a --trust file); the time stamp (--tsa); that no entry is left out (--log, against the whole log).",
            ),
          ],
        ],
        [
          words("文件中有时核验", "Only if present"),
          [
            words(
              "后继日志承接原日志（日志曾因恢复而终止的）；COSE 收据与日志证明一致；summary.html 与用其他文件重新生成的逐字节一致（须为同一版本的形式）。",
              "The log goes on with the entries of the one that it succeeds (where a log had to end); COSE receipts say what the log's proofs say; summary.html is, byte for byte, what the other files make (in the same version of its form).",
            ),
          ],
        ],
        [
          words("单个文件不能核验", "Not by this file alone"),
          [
            words(
              "条目有无遗漏：须与完整日志核对（--log 加网关地址或者日志副本的文件夹）。",
              "Whether an entry is left out: that takes the whole log (--log with the gateway's address or a folder with a copy of the log).",
            ),
            words(
              "summary.pdf 的文字：由网关签名，核验程序不阅读；有疑问时以 summary.html 为准。",
              "The text of summary.pdf: the gateway signed it, but the verifier does not read it. In case of doubt summary.html counts.",
            ),
          ],
        ],
      ],
    },
  ];
}

function inOneLine(steps: readonly Bilingual[]): Bilingual {
  return { zh: `${steps.map(({ zh }) => zh).join("；")}。`, en: `${steps.map(({ en }) => en).join("; ")}.` };
}
