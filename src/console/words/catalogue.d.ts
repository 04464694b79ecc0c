declare module "virtual:catalogue/*" {
  import type { Messages } from "@lingui/core";
  const messages: Messages;
  export default messages;
}

declare module "virtual:check/*" {
  import type { Check } from "../../schema/validate.ts";
  export const check: Check;
}
