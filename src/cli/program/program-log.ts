import type { Bilingual } from "../../domain/bilingual.ts";
import type { AdoptOptions } from "../commands/log.ts";
import type { BeginOptions } from "../commands/log-begin.ts";
import type { Registrar } from "./registrar.ts";

/** Adds the commands about the gateway's own log, for its operator. Their code opens the database: it is loaded when one runs. */
export function addLogCommands({ terminal, say, command, action }: Registrar): void {
  const log = command("log", { zh: "审计日志（系统管理员）", en: "the audit log (operator)" });
  const sub = (name: string, text: Bilingual) => command(name, text, log);
  const load = () => import("../commands/log.ts");

  sub("status", {
    zh: "查看审计日志的状态，并检查能否继续",
    en: "show the state of the audit log, and whether it can go on",
  }).action(action(async () => (await load()).logStatus(terminal)));
  const adopts = sub("adopt", {
    zh: "确认另一数据库、数据目录或密钥已永久停用，日志由此继续",
    en: "declare another database, data directory or key gone for good, so that the log goes on here",
  })
    .requiredOption(
      "--reference <number>",
      say("该决定的登记编号，不得为个人证件号", "number of the decision in your register, never a person's"),
    )
    .option(
      "--size <number>",
      say(
        "您所知最新检查点的大小；本机与见证方均无记录时必填",
        "size of the newest checkpoint that you know of; needed when neither this machine nor a witness has one",
      ),
    )
    .option(
      "--without-witness <name>",
      say("不询问此见证方（已永久停用），可重复", "a witness that is gone for good and is not asked; may be repeated"),
      several,
    );
  adopts.action(action(async () => (await load()).logAdopt(terminal, adopts.opts<AdoptOptions>())));
  const begins = sub("begin", {
    zh: "最新数据确已丢失、原日志到此为止：以新名称建立后继日志",
    en: "begin a successor, under a new name, of a log whose newest state is lost for good",
  })
    .option(
      "--reference <number>",
      say("该决定的登记编号，不得为个人证件号", "number of the decision in your register, never a person's"),
    )
    .option("--dry-run", say("只说明已知丢失了什么，不作更改", "only say what is known to be lost; change nothing"))
    .option(
      "--known <path>",
      say(
        "有人留存的文件或目录：检查点、证明、送达证据、日志副本、监视目录；可重复",
        "a file or folder that someone has kept: checkpoint, proof, evidence, copy of the log, a monitor's folder; may be repeated",
      ),
      several,
    )
    .option(
      "--size <number>",
      say("只知大小、无检查点文件时，所知最新检查点的大小", "size of the newest checkpoint, when nobody has the file"),
    )
    .option(
      "--without-witness <name>",
      say("不询问此见证方（已永久停用），可重复", "a witness that is gone for good and is not asked; may be repeated"),
      several,
    );
  begins.action(
    action(async () => (await import("../commands/log-begin.ts")).logBegin(terminal, begins.opts<BeginOptions>())),
  );
  sub("key", { zh: "显示日志的验证公钥", en: "show the log's verifier keys" }).action(
    action(async () => (await load()).logKeys(terminal)),
  );
}

/** Collects the values of an option that may be repeated. */
function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
