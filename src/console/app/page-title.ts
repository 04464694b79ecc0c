import { useEffect } from "react";
import type { WordId } from "../words/words.ts";
import { useSpeech } from "./language.tsx";

/** Names the page in the browser's title. */
export function useTitle(id: WordId): void {
  const { say } = useSpeech();
  useEffect(() => {
    document.title = `${say(id)} · ${say("shell.product")}`;
  }, [say, id]);
}
