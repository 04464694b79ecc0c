import { useSpeech } from "../app/language.tsx";
import { Verdict } from "../parts/verdict.tsx";
import type { FoundEntry } from "./published-log.ts";

/** The way from an entry's leaf to the signed root, as this page computed it: what each level was joined with, and what came of it. */
export function ProofPath({ entry: { leafHash, path, root, size, holds } }: { readonly entry: FoundEntry }) {
  const { say } = useSpeech();
  return (
    <>
      <p>{say("log.pathWhat", { size })}</p>
      <ol className="path">
        <li>
          {say("log.pathLeaf")} <code className="node">{leafHash}</code>
        </li>
        {path.map(({ side, sibling, node }, level) => (
          <li key={`${level} ${node}`}>
            {say(side === "left" ? "log.pathLeft" : "log.pathRight")} <code>{sibling}</code>
            <div>
              {say("log.pathMakes")} <code className={holds ? "node lit" : "node"}>{node}</code>
            </div>
          </li>
        ))}
      </ol>
      <p>
        {say("log.pathRoot")} <code className={holds ? "node lit" : "node"}>{root}</code>{" "}
        <Verdict status={holds ? "passed" : "failed"} />
      </p>
    </>
  );
}
