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
      else act(event.key);
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

/** Does what a key means on this page: to the next or previous row, select the row, or press what names the key as its own. */
function act(key: string): void {
  const focused = document.activeElement;
  if (key === "j" || key === "k") {
    const rows = [...document.querySelectorAll<HTMLElement>("main .records th[scope=row] a")];
    const at = rows.findIndex((row) => row === focused);
    rows[key === "j" ? at + 1 : Math.max(0, at - 1)]?.focus();
  } else if (key === "x") {
    focused?.closest("tr")?.querySelector<HTMLElement>("input[type=checkbox]")?.click();
  } else if (/^[a-z]$/.test(key)) {
    document.querySelector<HTMLElement>(`main [aria-keyshortcuts="${key}"]:enabled`)?.click();
  }
}

/** Where letters are typed; a check-box takes none. */
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog";

/** Tells whether keys go into a field, or to a dialog. */
export function types(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(FIELDS) !== null;
}
