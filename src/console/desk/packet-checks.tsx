import { useQuery } from "@tanstack/react-query";
import type { OpenedPacket } from "../../sdk/packet.ts";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { checkLogged, type PacketCheck } from "./check-packet.ts";
import type { Desk } from "./desk.tsx";

interface Props {
  readonly desk: Desk;
  readonly checks: readonly PacketCheck[];
  readonly packet: OpenedPacket | undefined;
}

/** What was verified of a packet: a line each, and why when it did not pass. */
export function PacketChecks({ desk, checks, packet }: Props) {
  const { say } = useSpeech();
  const logged = useQuery({
    queryKey: ["logged", packet?.id],
    enabled: packet !== undefined,
    queryFn: () => (packet === undefined ? null : checkLogged(desk, packet)),
  });
  const all = [...checks, ...(logged.data ? [logged.data] : [])];
  return (
    <section className="no-print" aria-label={say("packet.checks")}>
      <ul className="checks">
        {all.map(({ title, status, why }) => (
          <li key={title}>
            <Verdict status={status} /> {say(title)} {why !== undefined && <span className="quiet">{say(why)}</span>}
          </li>
        ))}
      </ul>
      {logged.error !== null && <FaultNotice error={logged.error} retry={() => void logged.refetch()} />}
    </section>
  );
}
