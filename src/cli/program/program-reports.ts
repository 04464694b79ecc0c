import { chinaTime } from "../terminal/local-time.ts";
import type { Registrar } from "./registrar.ts";
import { trusting } from "./program-trust.ts";

/** Adds the commands for the reports of procuratorates and for joint meetings. */
export function addReportCommand({ terminal, say, command, asParty, action }: Registrar): void {
  const shows = trusting(
    terminal,
    asParty(
      command("report <period>", {
        zh: "某月通报：移送、办理、落实与期限的统计，可写为 XLSX 和 PDF",
        en: "the report of a month: what was sent, decided and delivered, and when; also as XLSX and PDF",
      }),
    ),
  )
    .option("--sender <id>", say("哪个检察院的通报（默认本单位）", "procuratorate whose report it is (your party)"))
    .option(
      "--internal",
      say("内部版：不隐去小数，仅限该检察院", "internal version, nothing hidden; for the procuratorate itself"),
    )
    .option("--xlsx <file>", say("写为工作簿（须为新文件）", "write it as a workbook; the file must not exist"))
    .option("--pdf <file>", say("写为 PDF，附图（须为新文件）", "write it as PDF with charts; the file must not exist"))
    .option("--svg <file>", say("写图示为 SVG（须为新文件）", "write the charts as SVG; the file must not exist"))
    .option(
      "--release <cell>",
      say(
        "公开一个隐去的数字，如 I07/civil-affairs/refused",
        "make a hidden value known, such as I07/civil-affairs/refused",
      ),
    )
    .option("--approver <name>", say("公开的批准人", "who approved the release"))
    .option("--reason <text>", say("公开的理由", "why it is released"))
    .option(
      "--verify [log]",
      say(
        "与日志核对并由网关重新统计：目录或网关地址（默认本网关）",
        "compare it with the log, and have it counted again: a folder or an address (the gateway's)",
      ),
    );
  const meets = asParty(
    command("meeting <period>", {
      zh: "联席会议材料：某月通报、待议事项、上次议定事项，可写为 XLSX、PDF 和网页；--draft 起草会议纪要",
      en: "the pack of a joint meeting: the report of a month, what waits for it, last decisions; also as XLSX, PDF and page; --draft drafts the record",
    }),
  )
    .option("--sender <id>", say("哪个检察院的材料（默认本单位）", "procuratorate whose pack it is (your party)"))
    .option("--internal", say("内部版，仅限该检察院", "internal version; for the procuratorate itself"))
    .option("--xlsx <file>", say("写为工作簿（须为新文件）", "write it as a workbook; the file must not exist"))
    .option("--pdf <file>", say("写为 PDF，附图（须为新文件）", "write it as PDF with charts; the file must not exist"))
    .option(
      "--html <file>",
      say("写为可打印的网页（须为新文件）", "write it as a page to print; the file must not exist"),
    )
    .option(
      "--draft <file>",
      say("会议纪要草稿写入何处（须为新文件）", "where the draft of the record goes; the file must not exist"),
    );
  meets.action(
    action(async () =>
      (await import("../commands/meeting.ts")).meeting(terminal, meets.args[0] ?? "", {
        ...meets.opts(),
        now: chinaTime(terminal.now()),
      }),
    ),
  );
  shows.action(
    action(async () => (await import("../commands/report.ts")).report(terminal, shows.args[0] ?? "", shows.opts())),
  );
}
