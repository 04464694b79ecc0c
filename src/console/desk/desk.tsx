import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { PartyKind } from "../../domain/party.ts";
import type { Department } from "../../sdk/department.ts";
import type { GatewayTrust } from "../../sdk/gateway-trust.ts";

/** Desk of a unit that has signed in: it is gone when the page is closed. */
export interface Desk {
  readonly party: string;
  readonly name: string;
  readonly kind: PartyKind;
  /** Code of its division, as the directory has it. */
  readonly division: string | undefined;
  readonly department: Department;
  /** The gateway that it trusts; absent on the gateway's own machine only. */
  readonly trust: GatewayTrust | undefined;
}

/** What a party does at the console: gets packets, audits, or runs the gateway. */
export type Role = "auditor" | "operator" | "unit";

/** Tells the role of a desk. */
export function roleOf({ kind }: Desk): Role {
  return kind === "auditor" || kind === "operator" ? kind : "unit";
}

/** The desk, and how it is opened and closed. */
export interface DeskDoor {
  readonly desk: Desk | undefined;
  readonly open: (desk: Desk) => void;
  readonly close: () => void;
}

const DoorContext = createContext<DeskDoor | undefined>(undefined);

/** Holds the desk for everything inside. */
export function DeskHolder({ children }: { readonly children: ReactNode }) {
  const [desk, setDesk] = useState<Desk>();
  const door = useMemo(() => ({ desk, open: setDesk, close: () => setDesk(undefined) }), [desk]);
  return <DoorContext.Provider value={door}>{children}</DoorContext.Provider>;
}

/** Desk of this page, if a unit has signed in. */
export function useDeskDoor(): DeskDoor {
  const door = useContext(DoorContext);
  if (door === undefined) throw new TypeError("there is no desk around this part");
  return door;
}
