import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { CheckAnswer } from "../../domain/generated/answers.ts";
import { platform } from "../../sdk/environment.ts";
import { rulesInForce } from "../../sdk/rules.ts";
import type { SealedMessage } from "../../sdk/sealed-message.ts";
import { Sender } from "../../sdk/sender.ts";
import type { Desk } from "../desk/desk.tsx";
import { useParties } from "../desk/parties.ts";
import { VERSION } from "./document-rules.ts";
import type { Draft, Written } from "./draft.ts";
import { type Previews, previewsOf } from "./preview.ts";

/** What the gateway says of a draft, and what the rules in force make of it. */
export interface Answers {
  /** Recipients by the routing table, whoever was chosen. */
  readonly proposed: CheckAnswer | undefined;
  /** Answer for those who were chosen. */
  readonly checked: CheckAnswer | undefined;
  readonly previews: Previews | undefined;
  /** The answers are about the draft as it is. */
  readonly given: boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Seals the message of a draft. */
export function sealDraftMessage(
  desk: Desk,
  draft: Draft,
  document: Written,
  to?: readonly string[],
): Promise<SealedMessage> {
  const { type, thread, jti } = draft;
  return new Sender(desk.department.client).seal(document as never, {
    type,
    version: VERSION,
    jti,
    ...(thread === undefined ? {} : { thread }),
    ...(to === undefined ? {} : { to }),
  });
}

/** Asks the gateway about a draft; nothing is stored there. @param document whole document; undefined: nothing is asked */
export function useAnswers(desk: Desk, draft: Draft, document: Written | undefined): Answers {
  const { client } = desk.department;
  const { jti, revision, to } = draft;
  const enabled = document !== undefined && draft.sent === undefined;
  const ask = async (recipients: readonly string[] | undefined, signal: AbortSignal) => {
    const sealed = await sealDraftMessage(desk, draft, document ?? {}, recipients);
    return new Sender(client).check(sealed, { signal });
  };
  const about = { enabled, gcTime: 0, staleTime: Infinity } as const;
  const proposed = useQuery({
    queryKey: ["check", desk.party, jti, revision],
    queryFn: ({ signal }) => ask(undefined, signal),
    ...about,
    // A letter names its addressee: there is no routing to ask about.
    enabled: enabled && draft.derived?.to === undefined,
  });
  const chosen = useQuery({
    queryKey: ["check", desk.party, jti, revision, to],
    queryFn: ({ signal }) => ask(to, signal),
    ...about,
    enabled: enabled && to !== undefined && to.length > 0,
  });
  const rules = useQuery({
    queryKey: ["rules", desk.party],
    queryFn: ({ signal }) => rulesInForce(client, { signal }),
  });
  const parties = useParties(desk);
  const checked = to === undefined ? proposed.data : chosen.data;
  const previews = useMemo(
    () =>
      document === undefined || checked === undefined || rules.data === undefined || parties.data === undefined
        ? undefined
        : previewsOf(
            draft.type,
            document,
            { rules: rules.data, parties: parties.data, answer: checked },
            platform.now(),
          ),
    [draft.type, document, checked, rules.data, parties.data],
  );
  const error = rules.error ?? parties.error ?? (to === undefined ? proposed.error : chosen.error);
  return {
    proposed: proposed.data,
    checked,
    previews,
    given: checked !== undefined,
    pending: enabled && checked === undefined && error === null,
    error,
    retry: () => {
      for (const one of [rules, parties, to === undefined ? proposed : chosen]) if (one.isError) void one.refetch();
    },
  };
}
