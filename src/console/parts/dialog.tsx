import { Button } from "antd";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useSpeech } from "../app/language.tsx";

interface Props {
  readonly title: string;
  readonly open: boolean;
  readonly close: () => void;
  /** Only its own actions close it. */
  readonly stays?: true;
  /** Buttons besides the one that closes. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/**
 * A dialog of the browser itself: it keeps the focus inside, and Esc closes it. That of the component library makes two
 * styles without the page's nonce.
 */
export function Dialog({ title, open, close, stays, actions, children }: Props) {
  const { say } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={name}
      onClose={close}
      onCancel={(event) => stays === true && event.preventDefault()}
    >
      {open && (
        <>
          <h2 id={name}>{title}</h2>
          {children}
          <p className="line">
            {actions}
            {stays !== true && <Button onClick={close}>{say("shell.close")}</Button>}
          </p>
        </>
      )}
    </dialog>
  );
}
