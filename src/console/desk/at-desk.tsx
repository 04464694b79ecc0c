import type { ComponentType } from "react";
import { type Desk, useDeskDoor } from "./desk.tsx";
import { SignInPage } from "./sign-in-page.tsx";

/** Makes a page that needs a desk: where there is none, it asks to sign in first, at the same address. */
export function atDesk<Props extends object>(
  Page: ComponentType<Props & { readonly desk: Desk }>,
): ComponentType<Props> {
  return function AtDesk(props: Props) {
    const { desk } = useDeskDoor();
    return desk === undefined ? <SignInPage /> : <Page {...props} desk={desk} />;
  };
}
