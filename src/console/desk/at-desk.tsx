import { Link } from "@tanstack/react-router";
import { Alert } from "antd";
import type { ComponentType } from "react";
import { useSpeech } from "../app/language.tsx";
import { type Desk, isAuditor, useDeskDoor } from "./desk.tsx";
import { SignInPage } from "./sign-in-page.tsx";

type PageAtDesk<Props> = ComponentType<Props & { readonly desk: Desk }>;

/** Makes a page that needs the desk of a unit that gets packets: where there is none, it asks to sign in first, at the same address. */
export function atDesk<Props extends object>(Page: PageAtDesk<Props>): ComponentType<Props> {
  return pageFor(Page, false);
}

/** Makes a page that needs the desk of an auditor. */
export function atAuditDesk<Props extends object>(Page: PageAtDesk<Props>): ComponentType<Props> {
  return pageFor(Page, true);
}

function pageFor<Props extends object>(Page: PageAtDesk<Props>, forAuditors: boolean): ComponentType<Props> {
  return function AtDesk(props: Props) {
    const { desk } = useDeskDoor();
    if (desk === undefined) return <SignInPage />;
    return isAuditor(desk) === forAuditors ? <Page {...props} desk={desk} /> : <OtherRole desk={desk} />;
  };
}

/** Says that the page is another role's; the gateway would refuse it too. */
function OtherRole({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  const audits = isAuditor(desk);
  return (
    <Alert
      type="info"
      showIcon
      title={say(audits ? "desk.notAuditors" : "desk.auditorsOnly")}
      description={<Link to={audits ? "/audit" : "/inbox"}>{say(audits ? "audit.title" : "inbox.title")}</Link>}
    />
  );
}
