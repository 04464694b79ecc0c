/** Schemas of an operator's overview. */
import { ATTENTION_CODES } from "../../domain/attention.ts";
import { COUNT, described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const BYTES: Schema = { type: "integer", minimum: 0 };

/** Schemas by name. */
export const OVERVIEW_SCHEMAS = {
  Attention: described(
    object(
      {
        code: described(
          { enum: ATTENTION_CODES },
          "What it is: docs/operations.md, What needs attention.",
          "事项，见 docs/operations.zh-CN.md“须处理事项”。",
        ),
        urgent: described({ type: "boolean" }, "Now, or in time.", "须立即处理，或者择时处理。"),
      },
      { count: COUNT, party: schemaRef("PartyId"), since: time("Since", "起始"), until: time("Until", "截止") },
    ),
    "Something that needs an operator.",
    "须系统管理员处理的事项。",
  ),
  OpsOverview: described(
    object(
      {
        at: time("Time of the answer", "应答时间"),
        software: text("Version of this program.", "软件版本。"),
        attention: described(listOf(schemaRef("Attention")), "The urgent first.", "紧急者在前。"),
        degraded: described(
          listOf({ enum: ["clock", "inbox", "queue"] }),
          "Parts that work with less than they should, as /readyz names them.",
          "功能受限的部分，同 /readyz。",
        ),
        packets: object(
          {
            queued: described(COUNT, "Counted up to 100000 a type.", "每种类型至多计至 100000。"),
            delivered: COUNT,
            failed: COUNT,
            overdue: described(COUNT, "Past the time for the receipt.", "逾期未签收。"),
          },
          { oldestQueued: time("Sealing of the packet that is queued longest", "最早待送达数据包的封装时间") },
        ),
        log: object(
          {
            state: described(
              { enum: ["leading", "waiting", "stopped", "off"] },
              "This process's sequencer.",
              "本进程的日志编号器。",
            ),
            size: described(COUNT, "Entries of the published tree.", "已发布条目数。"),
            pending: described(COUNT, "Entries that wait, counted up to 100000.", "等待编号的条目，至多计至 100000。"),
            witnessed: described(COUNT, "Entries that a quorum of witnesses has cosigned.", "见证方已联署的条目数。"),
            witnesses: described(COUNT, "Witnesses that are configured.", "已配置的见证方数。"),
            quorum: described(COUNT, "How many of them must cosign.", "须联署的见证方数。"),
          },
          { reason: text("Why it stopped.", "停止原因。"), publishedAt: time("Newest checkpoint", "最新检查点") },
        ),
        database: object({
          version: text("Version of PostgreSQL.", "PostgreSQL 版本。"),
          bytes: BYTES,
          own: described({ type: "boolean" }, "The gateway's own server.", "网关自带的数据库。"),
        }),
        disk: described(
          object({ free: BYTES, size: BYTES }),
          "Of the data directory, bytes.",
          "数据目录所在磁盘，字节。",
        ),
        endpoints: described(listOf(schemaRef("OperatorEndpoint")), "As /v1/endpoints.", "同 /v1/endpoints。"),
        endings: described(
          listOf(
            object(
              {
                kind: described(
                  { enum: ["endpoint-authority", "endpoint-client", "timestamp-root"] },
                  "What it is for.",
                  "用途。",
                ),
                until: time("End", "到期"),
              },
              { party: schemaRef("PartyId") },
            ),
          ),
          "Certificates that have ended or end within 60 days.",
          "已过期或者 60 日内到期的证书。",
        ),
      },
      {
        timestamps: described(
          object({ everySeconds: COUNT }, { last: time("Newest time stamp", "最近一次时间戳") }),
          "Absent: no authority is configured.",
          "缺省：未配置时间戳服务。",
        ),
      },
    ),
    "How the gateway runs.",
    "网关运行状况。",
  ),
} as const satisfies Record<string, Schema>;
