import { useQuery } from "@tanstack/react-query";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { Sender } from "../../sdk/sender.ts";
import type { Desk } from "./desk.tsx";

/** What the gateway has recorded of a packet: its state and its receipt. */
export function useRecorded({ department, party }: Desk, packet: OpenedPacket | undefined) {
  return useQuery({
    queryKey: ["message", party, packet?.message],
    enabled: packet !== undefined,
    queryFn: async ({ signal }) => {
      const view = await new Sender(department.client).message(packet?.message ?? "", { signal });
      return view.packets.find(({ id }) => id === packet?.id) ?? null;
    },
    staleTime: 10_000,
  });
}
