import * as aid from "./aid.ts";
import * as bridge from "./bridge.ts";
import * as economy from "./economy.ts";
import * as feedback from "./feedback.ts";
import { evaluation } from "./evaluation.ts";
import { household } from "./household.ts";
import * as identity from "./identity.ts";
import * as inquiry from "./inquiry.ts";
import { meeting } from "./meeting.ts";
import * as needed from "./needed.ts";
import * as plan from "./plan.ts";
import * as protection from "./protection.ts";
import * as reminder from "./reminder.ts";
import type { Rule } from "./rule.ts";
import * as transfer from "./transfer.ts";
import { visitRecord } from "./visit.ts";

/** Cross-field rules by the names that `x-rules` of the schemas uses. */
export const RULES: Readonly<Record<string, Rule>> = {
  "id-document": identity.idDocument,
  identity: identity.identity,
  "partial-date": identity.partialDate,
  demographics: identity.demographics,
  household,
  income: economy.income,
  livelihood: economy.livelihood,
  "per-capita-income": economy.perCapitaIncome,
  holding: economy.holding,
  compensation: economy.compensation,
  payment: economy.payment,
  difficulty: aid.difficulty,
  "judicial-aid": aid.judicialAid,
  needs: aid.needs,
  "needed-by-need": needed.groupsByNeed,
  notice: needed.notice,
  phone: needed.phone,
  "phone-by-need": needed.phoneByNeed,
  "existing-aid": aid.existingAid,
  "disability-card": aid.disabilityCard,
  "disability-card-holder": aid.disabilityCardHolder,
  "guardian-required": protection.guardianRequired,
  guardians: protection.guardians,
  protection: protection.protection,
  consent: protection.consent,
  "consent-signer": protection.consentSigner,
  standing: protection.standing,
  header: transfer.header,
  "person-ids": transfer.personIds,
  "citizen-numbers": transfer.citizenNumbers,
  "subject-list": transfer.subjectList,
  withdrawal: transfer.withdrawal,
  reply: feedback.reply,
  "reply-dates": feedback.replyDates,
  "rights-notice": feedback.rightsNotice,
  "granted-aid": feedback.grantedAid,
  visit: feedback.visit,
  "visit-record": visitRecord,
  evaluation,
  "bridge-subject": bridge.bridgeSubject,
  bridge: bridge.bridge,
  "bridge-gap": bridge.bridgeGap,
  "last-temporary-aid": bridge.lastTemporaryAid,
  "bridge-payee": bridge.bridgePayee,
  inquiry: inquiry.inquiry,
  "inquiry-answer": inquiry.inquiryAnswer,
  plan: plan.plan,
  "plan-subject": plan.planSubject,
  "plan-measure": plan.planMeasure,
  "plan-basis": plan.planBasis,
  "plan-cash": plan.planCash,
  reminder: reminder.reminder,
  meeting,
};
