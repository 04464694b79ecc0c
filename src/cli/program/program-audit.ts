import { addAuditQueries, addRegisters } from "./program-audit-queries.ts";
import { addCompleteness } from "./program-completeness.ts";
import { addErasure } from "./program-erasure.ts";
import { trusting } from "./program-trust.ts";
import { addMonitor, addWitness } from "./program-watching.ts";
import type { Registrar } from "./registrar.ts";

/** Adds the commands about proof: auditors' questions, evidence and its verification. */
export function addAuditCommands(registrar: Registrar): void {
  const { terminal, say, command, asParty, action } = registrar;
  const audit = command("audit", { zh: "审计（审计管理员）", en: "auditing (auditor)" });
  addAuditQueries(registrar, audit);
  addRegisters(registrar, audit);
  addCompleteness(registrar, audit);
  addMonitor(registrar, audit);
  addErasure(registrar);
  addWitness(registrar);

  const evidences = asParty(
    command("evidence <thread>", {
      zh: "下载一件移送的送达证据（审计管理员）",
      en: "fetch the evidence of a thread (auditor)",
    }),
  ).requiredOption("--out <file>", say("保存为（须为新文件）", "file to write; it must not exist"));
  evidences.action(
    action(async () =>
      (await import("../commands/evidence.ts")).evidence(terminal, evidences.args[0] ?? "", evidences.opts()),
    ),
  );

  const verifies = trusting(
    terminal,
    asParty(
      command("verify <what>", {
        zh: "核验送达证据、单条证明或整个日志：文件、目录或网关地址",
        en: "verify evidence, a proof or a whole log: a file, a folder or a gateway's address",
      }),
    ),
  )
    .option(
      "--tsa <file>",
      say("受信任的时间戳机构证书（PEM）", "certificates of trusted time-stamping authorities (PEM)"),
    )
    .option(
      "--log <what>",
      say(
        "日志（目录或网关地址）：核对证据无遗漏，核对证明所指条目是否仍在其中或已由后继日志承接",
        "the log, a folder or an address: shows that evidence leaves no entry out, and that a proof's entry is still in it, or in its successor",
      ),
    )
    .option("--entry <file>", say("证明所指的条目", "the entry that a proof is about"))
    .option("--tiles-only", say("不读取条目，只核验哈希树", "only the tree, without reading entries"));
  verifies.action(
    action(async () =>
      (await import("../commands/verify.ts")).verify(terminal, verifies.args[0] ?? "", verifies.opts()),
    ),
  );
}
