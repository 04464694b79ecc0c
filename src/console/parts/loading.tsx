import { Skeleton } from "antd";
import { useEffect, useState } from "react";
import { useSpeech } from "../app/language.tsx";

/** Time after which waiting is shown, ms: what comes sooner would only flicker. */
const PATIENCE = 300;

/** Place of what is being loaded. */
export function Loading() {
  const { say } = useSpeech();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status">
      <span className="seen-not">{say("state.loading")}</span>
      {shown && <Skeleton title paragraph={{ rows: 4 }} />}
    </div>
  );
}
