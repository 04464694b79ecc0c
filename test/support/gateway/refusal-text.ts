import { ProblemError } from "../../../src/sdk/index.ts";

/** Code and faults of the refusal of a message, `code | pointer fault | …`; `accepted` when it was taken. */
export async function refusalText(sending: Promise<unknown>): Promise<string> {
  return sending.then(
    () => "accepted",
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      return [error.code, ...error.errors.map(({ pointer, code }) => `${pointer} ${code}`)].join(" | ");
    },
  );
}
