import { Alert } from "antd";
import type { VerificationStep } from "../../evidence/verify/step.ts";
import type { EvidenceVerification } from "../../evidence/verify/verify-evidence.ts";
import { useSpeech } from "../app/language.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { Verdict } from "../parts/verdict.tsx";

/** Result of a verification: what it comes to, and each step with its reasons. */
export function VerifiedSteps({ verification: { ok, steps } }: { readonly verification: EvidenceVerification }) {
  const { say, pick } = useSpeech();
  const count = (status: VerificationStep["status"]) => steps.filter((step) => step.status === status).length;
  const counts = { passed: count("passed"), failed: count("failed"), open: count("not-checked") };
  return (
    <section>
      <Alert
        type={ok ? "success" : "error"}
        showIcon
        title={say(ok ? "evidence.ok" : "evidence.notOk")}
        description={say("evidence.passedCount", counts)}
      />
      <RecordTable
        caption={say("evidence.title")}
        idOf={({ id }) => id}
        rows={steps}
        columns={[
          { id: "step", title: say("evidence.step"), cell: ({ title }) => pick(title), names: true },
          {
            id: "status",
            title: say("evidence.status"),
            cell: ({ status, required }) => (
              <>
                <Verdict status={status} /> {!required && <span className="quiet">{say("evidence.optional")}</span>}
              </>
            ),
          },
          { id: "checked", title: say("evidence.checked"), cell: ({ checked }) => checked },
          {
            id: "reasons",
            title: say("evidence.reasons"),
            cell: ({ reasons, remark }) => [...reasons, ...(remark === undefined ? [] : [remark])].map(pick).join("；"),
          },
        ]}
      />
    </section>
  );
}
