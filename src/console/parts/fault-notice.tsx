import { Alert, Button } from "antd";
import { useSpeech } from "../app/language.tsx";
import { describeFault } from "./describe-fault.ts";

/** What went wrong, in words, and what to do: with the code and the request by which the operator finds it. */
export function FaultNotice({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const speech = useSpeech();
  const { title, what, marks } = describeFault(error, speech);
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={
        <>
          <p>{what}</p>
          {marks.length > 0 && <p className="quiet">{marks.join(" · ")}</p>}
        </>
      }
      {...(retry === undefined ? {} : { action: <Button onClick={retry}>{speech.say("state.retry")}</Button> })}
    />
  );
}
