import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Place } from "./places.ts";

/** Name under which it is kept that single keys do nothing (WCAG 2.2, 2.1.4). */
const KEPT_OFF = "aidx.keys-off";

/** Whether single keys act, and the switch for it. */
export interface Shortcuts {
  readonly on: boolean;
  readonly turn: (on: boolean) => void;
}

/** Lets `g` and a letter lead to a place, and `?` open the help; not while somebody types. */
export function useShortcuts(places: readonly Place[], help: () => void): Shortcuts {
  const navigate = useNavigate();
  const [on, setOn] = useState(() => localStorage.getItem(KEPT_OFF) === null);
  const going = useRef(false);
  useEffect(() => {
    if (!on) return undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || types(event.target)) return;
      const place = going.current ? places.find(({ key }) => key === event.key) : undefined;
      going.current = !going.current && event.key === "g";
      if (place !== undefined) void navigate({ to: place.to });
      else if (event.key === "?") help();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [on, places, help, navigate]);
  return {
    on,
    turn(wanted) {
      if (wanted) localStorage.removeItem(KEPT_OFF);
      else localStorage.setItem(KEPT_OFF, "yes");
      setOn(wanted);
    },
  };
}

/** Tells whether keys go into a field, or to a dialog. */
export function types(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], dialog") !== null;
}
