import type { LookupApprovalAnswer } from "../../domain/generated/answers.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { zonedTime } from "../terminal/local-time.ts";
import { formed } from "../../sdk/answer-shape.ts";
import { APPROVAL } from "../program/operator-answers.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx approve-lookup`. */
export interface ApproveLookupOptions extends PartyOptions {
  readonly operator: string;
  readonly reference: string;
}

/** Runs `aidx approve-lookup` for a security administrator (`ops:approve`): lets an operator look for a person above its quota. */
export async function approveLookup(terminal: Terminal, options: ApproveLookupOptions): Promise<Ending> {
  const { operator, reference } = options;
  const client = await connect(terminal, options);
  const answer = await client.json({
    method: "POST",
    path: "/v1/person-lookups/approvals",
    contentType: "application/json",
    body: JSON.stringify({ operator, reference }),
    signal: terminal.world.signal,
  });
  const approval = formed<LookupApprovalAnswer>(answer, APPROVAL);
  const { approvedBy, approvedAt } = approval;
  const text = terminal.say({
    zh: `请求 ${reference}（${operator}）已由 ${approvedBy} 批准，${zonedTime(approvedAt)}`,
    en: `request ${reference} of ${operator} is approved by ${approvedBy}, ${zonedTime(approvedAt)}`,
  });
  terminal.result(approval, text);
  return "ok";
}
