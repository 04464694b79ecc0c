import { useQuery } from "@tanstack/react-query";
import { Cases } from "../../sdk/cases.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import { useSpeech } from "../app/language.tsx";
import { caseKey, ItemTable } from "../desk/case-items.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";

interface Props {
  readonly desk: Desk;
  readonly thread: string;
  readonly nameOf: (party: string) => string;
}

/** What became of each need of a thread at each department, with its deadlines. Persons are references: the gateway names nobody. */
export function SentItems({ desk, thread, nameOf }: Props) {
  const { say } = useSpeech();
  const found = useQuery({
    queryKey: [...caseKey(desk, thread), "all"],
    queryFn: async ({ signal }) => {
      try {
        const { subjects } = await new Cases(desk.department.client).case(thread, { signal });
        return subjects.flatMap(({ subject, items }, n) =>
          items.map((item) => ({ personId: `…${subject.slice(-8)}`, name: say("compose.person", { n: n + 1 }), item })),
        );
      } catch (error) {
        if (error instanceof ProblemError && error.code === "not-found") return [];
        throw error;
      }
    },
    staleTime: 10_000,
  });
  if (found.error !== null) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined || found.data.length === 0) return null;
  return (
    <ItemTable
      desk={desk}
      items={found.data}
      last={{ title: say("compose.unit"), cell: ({ item }) => nameOf(item.department) }}
    />
  );
}
