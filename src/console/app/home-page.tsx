import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useDeskDoor } from "../desk/desk.tsx";
import { Loading } from "../parts/loading.tsx";
import { useSpeech } from "./language.tsx";
import { useTitle } from "./page-title.ts";

const Workbench = lazy(() => import("../work/workbench.tsx").then((part) => ({ default: part.Workbench })));

/** First page: for a procuratorate that has signed in, what it has to do. */
export function HomePage() {
  const { say } = useSpeech();
  const { desk } = useDeskDoor();
  const works = desk?.kind === "procuratorate";
  useTitle(works ? "work.title" : "home.title");
  return (
    <>
      <h1>{say(works ? "work.title" : "home.title")}</h1>
      {works ? (
        <Suspense fallback={<Loading />}>
          <Workbench desk={desk} />
        </Suspense>
      ) : (
        <p>{say("home.what")}</p>
      )}
      <h2>{say("home.desk")}</h2>
      <ul className="doors">
        <li>
          <Link to="/compose">{say("compose.title")}</Link>
          <p>{say("home.compose")}</p>
        </li>
        <li>
          <Link to="/inbox">{say("inbox.title")}</Link>
          <p>{say("home.inbox")}</p>
        </li>
      </ul>
      <h2>{say("home.audit")}</h2>
      <ul className="doors">
        <li>
          <Link to="/audit">{say("audit.title")}</Link>
          <p>{say("home.auditWhat")}</p>
        </li>
      </ul>
      <h2>{say("home.ops")}</h2>
      <ul className="doors">
        <li>
          <Link to="/ops">{say("ops.title")}</Link>
          <p>{say("home.opsWhat")}</p>
        </li>
      </ul>
      <h2>{say("home.public")}</h2>
      <ul className="doors">
        <li>
          <Link to="/log">{say("shell.log")}</Link>
          <p>{say("home.log")}</p>
        </li>
        <li>
          <Link to="/evidence">{say("shell.evidence")}</Link>
          <p>{say("home.evidence")}</p>
        </li>
      </ul>
    </>
  );
}
