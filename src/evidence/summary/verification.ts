/**
 * Section on verification: how to verify, and what is checked always, on request, if present, and never by one file.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { type Block, text, words } from "./content.ts";

/** Step of the verifier: its id and title. */
export interface SummaryStep extends Bilingual {
  readonly id: string;
}

const step = (id: string, zh: string, en: string): SummaryStep => ({ id, zh, en });

/** Steps of the verifier, by when they are taken. A test compares them with the verifier's own list. */
export const STEPS = {
  always: [
    step("archive", "归档格式", "The archive is in its one form"),
    step("manifest", "清单与文件一致", "The manifest names every file"),
    step("checkpoint", "检查点由受信任的日志签名", "The log signed the checkpoint"),
    step("entries", "条目为规范格式", "Every entry is in canonical form"),
    step("inclusion", "条目在日志中", "Every entry is in the log at its place"),
    step("thread", "条目属于该移送", "Every entry belongs to the thread"),
    step("keys", "公钥已在日志登记", "The log registered every key"),
    step("manifest-signature", "网关对清单的签名", "The gateway signed the manifest"),
    step("submission-receipts", "受理回执", "Submission receipts say what the log says"),
    step("packets", "数据包不多不少", "No packet is missing, none is extra"),
    step("receipts", "接收单位回执", "Recipients' receipts say what the log says"),
    step("times", "时间先后合理", "The times of entries, receipts and signatures agree"),
    step("story", "状态变化合法", "Each packet's entries tell a legal story"),
    step("types", "条目类型可识别", "Every entry is of a known type"),
    step("rules", "所用规则版本", "The rules in force are those that the log registered"),
  ],
  asked: [
    step("witnesses", "见证方联署", "Witnesses cosigned the checkpoint"),
    step("pinned-keys", "公钥与已知指纹一致", "Keys are those known by another way"),
    step("timestamp", "检查点时间戳", "A time-stamping authority saw the checkpoint"),
    step("complete", "条目无遗漏", "No entry of the thread is left out"),
  ],
  present: [
    step("schemas", "所用数据规范版本", "The schemas are those that the log registered"),
    step("cose", "COSE 回执", "COSE receipts say what the proofs say"),
    step("summary", "网页摘要与条目一致", "summary.html says what the other files say"),
  ],
} as const;

/** What to type, for the first page. */
export const HOW_TO_VERIFY: readonly Block[] = [
  text(
    "本摘要仅供阅读，本身不是证明；证明是同一压缩文件中的已签名文件，可离线核验，不需要网关和报文内容：",
    "This summary is not the proof: the signed files in the same archive are. They verify off line, without gateway and messages:",
  ),
  { kind: "command", command: "aidx verify evidence.zip --log-key KEY" },
  text(
    "KEY 为日志公钥，须由网关运营单位以其他途径提供，不得取自本文件。",
    "KEY is the log's public key. It must come from the gateway's operator by another way than this file.",
  ),
];

/** What is checked when. */
export function checks(): Block[] {
  return [
    text("核验程序逐项给出“通过”“不通过”或者“未核验”。", "Of each step it says passed, failed or not checked."),
    {
      kind: "facts",
      facts: [
        [words("始终核验", "Always"), [inOneLine(STEPS.always)]],
        [
          words("提出要求时核验", "Only if asked"),
          [
            words(
              "见证方联署（--witness）；公钥与已知指纹一致（--trust 文件中的 parties）；检查点时间戳（--tsa）；条目无遗漏（--log，与完整日志核对）。",
              "Witnesses' cosignatures (--witness); keys known by another way (parties in a --trust file); the time stamp (--tsa); that no entry is left out (--log, against the whole log).",
            ),
          ],
        ],
        [
          words("文件中有时核验", "Only if there"),
          [
            words(
              "COSE 回执与日志证明一致；summary.html 与用其他文件重新生成的逐字节一致（须为同一版本的形式）。",
              "COSE receipts say what the log's proofs say; summary.html is, byte for byte, what the other files make (in the same version of its form).",
            ),
          ],
        ],
        [
          words("单个文件不能核验", "Never by this file alone"),
          [
            words(
              "条目有无遗漏：须与完整日志核对（--log 加网关地址或者日志副本的文件夹）。",
              "Whether an entry is left out: that takes the whole log (--log with the gateway's address or a folder with a copy of the log).",
            ),
            words(
              "summary.pdf 的文字：由网关签名，核验程序不阅读；有疑问时以 summary.html 为准。",
              "The words of summary.pdf: the gateway signed them, the verifier does not read them. In doubt summary.html counts.",
            ),
          ],
        ],
      ],
    },
  ];
}

function inOneLine(steps: readonly SummaryStep[]): Bilingual {
  return { zh: `${steps.map(({ zh }) => zh).join("；")}。`, en: `${steps.map(({ en }) => en).join("; ")}.` };
}
