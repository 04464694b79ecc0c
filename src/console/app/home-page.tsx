import { Link } from "@tanstack/react-router";
import { useSpeech } from "./language.tsx";
import { useTitle } from "./page-title.ts";

/** First page. */
export function HomePage() {
  const { say } = useSpeech();
  useTitle("home.title");
  return (
    <>
      <h1>{say("home.title")}</h1>
      <p>{say("home.what")}</p>
      <h2>{say("home.desk")}</h2>
      <ul className="doors">
        <li>
          <Link to="/inbox">{say("inbox.title")}</Link>
          <p>{say("home.inbox")}</p>
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
