import { useSpeech } from "./language.tsx";
import { useTitle } from "./page-title.ts";

/** Page of an address that names nothing. */
export function NotFoundPage() {
  const { say } = useSpeech();
  useTitle("shell.notFound");
  return (
    <>
      <h1>{say("shell.notFound")}</h1>
      <p>{say("shell.notFoundWhat")}</p>
    </>
  );
}
