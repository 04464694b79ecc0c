import { Link } from "@tanstack/react-router";
import { Alert } from "antd";
import type { ComponentType } from "react";
import { useSpeech } from "../app/language.tsx";
import { FIRST_PLACES } from "../app/places.ts";
import { type Desk, type Role, roleOf, useDeskDoor } from "./desk.tsx";
import { SignInPage } from "./sign-in-page.tsx";

type PageAtDesk<Props> = ComponentType<Props & { readonly desk: Desk }>;

/** Makes a page that needs the desk of a unit that gets packets: where there is none, it asks to sign in first, at the same address. */
export function atDesk<Props extends object>(Page: PageAtDesk<Props>): ComponentType<Props> {
  return pageFor(Page, "unit");
}

/** Makes a page that needs the desk of an auditor. */
export function atAuditDesk<Props extends object>(Page: PageAtDesk<Props>): ComponentType<Props> {
  return pageFor(Page, "auditor");
}

/** Makes a page that needs the desk of an operator. */
export function atOpsDesk<Props extends object>(Page: PageAtDesk<Props>): ComponentType<Props> {
  return pageFor(Page, "operator");
}

function pageFor<Props extends object>(Page: PageAtDesk<Props>, role: Role): ComponentType<Props> {
  return function AtDesk(props: Props) {
    const { desk } = useDeskDoor();
    if (desk === undefined) return <SignInPage />;
    const own = roleOf(desk);
    return own === role ? <Page {...props} desk={desk} /> : <OtherRole role={role} own={own} />;
  };
}

const FOR = { unit: "desk.notAuditors", auditor: "desk.auditorsOnly", operator: "desk.operatorsOnly" } as const;
const TITLES = { unit: "inbox.title", auditor: "audit.title", operator: "ops.title" } as const;

/** Says that the page is another role's; the gateway would refuse it too. */
function OtherRole({ role, own }: { readonly role: Role; readonly own: Role }) {
  const { say } = useSpeech();
  return (
    <Alert
      type="info"
      showIcon
      title={say(FOR[role])}
      description={<Link to={FIRST_PLACES[own]}>{say(TITLES[own])}</Link>}
    />
  );
}
