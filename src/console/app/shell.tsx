import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { useState, useSyncExternalStore } from "react";
import { useDeskDoor } from "../desk/desk.tsx";
import { SessionOver } from "../desk/session-over.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { KeyHelp } from "./key-help.tsx";
import { LANGUAGE_TAGS, useSpeech } from "./language.tsx";
import { placesOf } from "./places.ts";
import { OFF_LINE } from "./public-api.ts";
import { useShortcuts } from "./shortcuts.ts";

/** Places that have other places below them in the address. */
const EXACT: ReadonlySet<string> = new Set(["/", "/audit", "/ops"]);

/** Frame around every page: the menu, the bar above, and the page itself. */
export function Shell() {
  const { say, speak, language } = useSpeech();
  const [help, setHelp] = useState(false);
  const onLine = useSyncExternalStore(followConnection, () => navigator.onLine);
  const { desk, close } = useDeskDoor();
  const places = placesOf(desk);
  const keys = useShortcuts(places, () => setHelp(true));
  const queries = useQueryClient();
  const leave = () => {
    // What was opened is forgotten with the desk.
    queries.clear();
    close();
  };
  const other = language === "zh" ? "en" : "zh";
  return (
    <>
      <a className="skip" href="#content">
        {say("shell.skip")}
      </a>
      <header className="bar">
        <strong>{say("shell.product")}</strong>
        <span className="bar-end">
          {desk !== undefined && (
            <>
              <span>{say("desk.unit", { name: desk.name })}</span>{" "}
              <StatusTag tone="good">{say("desk.keyOpen")}</StatusTag>
              <Button type="text" onClick={leave}>
                {say("desk.signOut")}
              </Button>
            </>
          )}
          <Button type="text" onClick={() => setHelp(true)}>
            {say("shell.help")}
          </Button>
          <Button
            type="text"
            lang={LANGUAGE_TAGS[other]}
            aria-label={say("shell.languageLabel")}
            onClick={() => speak(other)}
          >
            {say("shell.language")}
          </Button>
        </span>
      </header>
      <div className="frame">
        <nav className="menu" aria-label={say("shell.menu")}>
          <ul>
            {places.map(({ to, title }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: EXACT.has(to) }} activeProps={{ "aria-current": "page" }}>
                  {say(title)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" tabIndex={-1}>
          {!onLine && !OFF_LINE && <Alert type="warning" showIcon title={say("shell.offline")} />}
          {isSecureContext ? <Outlet /> : <Insecure />}
        </main>
      </div>
      <SessionOver leave={leave} />
      <KeyHelp open={help} close={() => setHelp(false)} keys={keys} places={places} />
    </>
  );
}

/** Without a secure context the browser has no cryptography: no page could verify or decrypt. */
function Insecure() {
  const { say } = useSpeech();
  return <Alert type="error" showIcon title={say("state.insecure")} description={say("state.insecureWhat")} />;
}

function followConnection(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}
