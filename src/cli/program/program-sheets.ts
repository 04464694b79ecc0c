import { chinaTime } from "../terminal/local-time.ts";
import type { Registrar } from "./registrar.ts";

/** Adds the commands for people who have spreadsheets and paper. The code for files is loaded when one of them runs. */
export function addSheetCommands({ terminal, say, command, action }: Registrar): void {
  const templates = command("template", {
    zh: "生成移送清单的填写模板（XLSX）",
    en: "write the workbook in which a list is filled in (XLSX)",
  }).requiredOption("--out <file>", say("写到哪里，如 清单.xlsx", "where it goes"));
  templates.action(action(async () => (await import("../commands/template.ts")).template(terminal, templates.opts())));

  const imports = command("import <files...>", {
    zh: "把填好的模板、导出的表格（XLSX、CSV）变成清单",
    en: "make a list of a filled template or of exported tables (XLSX, CSV)",
  })
    .requiredOption("--out <file>", say("清单写到哪里，如 清单.json", "where the list goes"))
    .option("--map <file>", say("列与字段的对照表（JSON）", "mapping of the columns to fields (JSON)"))
    .option(
      "--compared",
      say("末三位为 000 的身份证号已按证件核对", "citizen numbers that end in 000 were compared with the documents"),
    );
  imports.action(
    action(async () => (await import("../commands/import.ts")).importList(terminal, imports.args, imports.opts())),
  );

  const exports = command("export <file>", {
    zh: "把已打开的数据包（或自己的清单）变成 XLSX，或可阅读、打印的网页",
    en: "turn an opened packet, or a document of one's own, into XLSX or a page to read and print",
  })
    .requiredOption("--out <file>", say("写到哪里：.xlsx 或 .html", "where it goes: .xlsx or .html"))
    .option(
      "--type <type>",
      say("文书类型（数据包自带）", "type of a document (a packet says its own)"),
      "aid-subject-list",
    );
  exports.action(
    action(async () =>
      (await import("../commands/export.ts")).exportDocument(terminal, exports.args[0] ?? "", exports.opts()),
    ),
  );

  const answers = command("feedback <packet>", {
    zh: "用表格反馈：生成待填的 XLSX；用 --xlsx 把填好的变成反馈。只在本机进行，不发出",
    en: "feedback by spreadsheet: write the workbook; with --xlsx make the feedback of a filled one; on this machine alone, nothing is sent",
  })
    .requiredOption(
      "--out <file>",
      say("写到哪里：.xlsx；有 --xlsx 时为反馈", "where the workbook, or the feedback, goes"),
    )
    .option("--xlsx <file>", say("填好的表格（XLSX、CSV）", "the filled workbook (XLSX, CSV)"))
    .option(
      "--like <file>",
      say("照以前的反馈填来文单位、承办人", "an earlier feedback, for the organisation and the officer"),
    );
  answers.action(
    action(async () =>
      (await import("../commands/feedback.ts")).feedback(terminal, answers.args[0] ?? "", {
        ...answers.opts(),
        now: chinaTime(terminal.now()),
      }),
    ),
  );

  const suppressed = command("suppress <file>", {
    zh: "隐去统计表（XLSX、CSV）中会暴露个别人的人数",
    en: "hide the counts of a table (XLSX, CSV) that would give single persons away",
  })
    .option("--for <row>", say("给某一行的单位：本行照列", "copy for the department of a row, which sees its own row"))
    .option("--out <file>", say("写到哪里（.xlsx）", "where it goes (.xlsx)"));
  suppressed.action(
    action(async () =>
      (await import("../commands/suppress.ts")).suppressTable(terminal, suppressed.args[0] ?? "", suppressed.opts()),
    ),
  );
}
