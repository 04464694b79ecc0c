import { MutationCache, QueryCache, QueryClient, useQuery } from "@tanstack/react-query";
import { ProblemError, UnreachableError } from "../../sdk/problem-error.ts";
import { endSession } from "../desk/session.ts";
import { askGateway, OFF_LINE } from "./public-api.ts";

/** Makes the cache of answers. Nothing is kept outside the page's memory, and nothing is asked again by itself. */
export function createQueries(): QueryClient {
  const refused = (error: Error) => {
    if (error instanceof ProblemError && error.status === 401) endSession("refused");
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: refused }),
    mutationCache: new MutationCache({ onError: refused }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        networkMode: "always",
        retry: (count, error) => count < 2 && mayPass(error),
        retryDelay: (count, error) =>
          (error instanceof ProblemError ? error.retryAfterMs : undefined) ?? 500 * 2 ** count,
      },
      mutations: { networkMode: "always" },
    },
  });
}

function mayPass(error: Error): boolean {
  return (
    error instanceof UnreachableError || (error instanceof ProblemError && [429, 502, 503, 504].includes(error.status))
  );
}

/** Who the gateway is. */
export function useGateway() {
  return useQuery({
    queryKey: ["gateway"],
    enabled: !OFF_LINE,
    queryFn: ({ signal }) => askGateway(signal),
    staleTime: Infinity,
  });
}

/** Offset until the gateway has said its own, minutes: China has one zone. */
const CHINA = 480;

/** Minutes east of UTC of the locality's clock. */
export function useUtcOffset(): number {
  return useGateway().data?.utcOffset ?? CHINA;
}
