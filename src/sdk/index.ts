/**
 * Client of the Aid Exchange Gateway, for Node and browsers: `Sender` submits lists, `Department` receives packets,
 * `OfflineParty` does both without a connection, `Auditor` supervises, `verifyEvidence` verifies. It needs `fetch` and Web
 * Crypto. docs/sdk.md says how to install it; package.json beside this file is its package.
 */
export {
  Auditor,
  type DeliveryQuery,
  type EventQuery,
  type MatrixOptions,
  type ProvisionQuery,
  type SummaryOptions,
} from "./auditor.ts";
export { OwnPackets, type OwnPacketQuery, type SentPacketQuery } from "./delivery-list.ts";
export { Carrier } from "./carrier.ts";
export { followGateway, readPackagedGateway } from "./packaged-gateway.ts";
export { type PackageReader, type ReadPackage, readPackage } from "./disc-package.ts";
export { Department, type DepartmentOptions } from "./department.ts";
export type { Content, DocumentOf, JsonDocument } from "./document.ts";
export type { Environment } from "./environment.ts";
export type { Call } from "./call.ts";
export { GatewayClient, type GatewayIdentity } from "./gateway-client.ts";
export type { GatewayClientOptions } from "./gateway-client-options.ts";
export { type GatewayTrust, readGatewayTrust, requireIssuer, requireTls } from "./gateway-trust.ts";
export type { Answer } from "./http-answer.ts";
export type { Jwk, JwkSet } from "./jwk.ts";
export { type OpenedPacket, PacketError, type PacketHead } from "./packet.ts";
export { sendStagedKeys } from "./key-change.ts";
export { verifyEntryReceipt, verifyGrowthReceipt } from "./verify-receipt.ts";
export type { KeySource } from "./own-keys.ts";
export { type HeldKey, type HeldKeys, PartyKeys } from "./party-keys.ts";
export { OfflineParty, type OfflinePartyOptions } from "./offline-party.ts";
export type { PartySide } from "./party-side.ts";
export { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
export type { PushOptions } from "./push-request.ts";
export type { ReceiptClaims } from "../domain/receipt.ts";
export type { SubmissionReceipt, Verdict } from "./receipt.ts";
export { type ReceiptMemory, RecentReceipts } from "./receipt-memory.ts";
export type { RetryPolicy } from "./retry.ts";
export type { MessageOptions, SealedMessage } from "./sealed-message.ts";
export { Cases, type ItemFilter } from "./cases.ts";
export { Meetings } from "./meetings.ts";
export { type ReportQuestion, Reports } from "./reports.ts";
export { rulesInForce } from "./rules.ts";
export { Sender, type Submission } from "./sender.ts";
export { loadVerifierParts, type TrustedKeys, verifyEvidence } from "./verify-evidence.ts";
export type { Verification, VerificationStep } from "../evidence/verify/step.ts";
export type { EvidenceVerification } from "../evidence/verify/verify-evidence.ts";
export type {
  AuditSummary,
  CaseAnswer,
  CaseItem,
  CheckAnswer,
  ImportAnswer,
  GapAnswer,
  GapHousehold,
  GuidelineAnswer,
  GuidelineFinding,
  Delivery,
  DeliveryDetail,
  InboxItem,
  ItemClock,
  KeyChange,
  LoggedEvent,
  MessageView,
  Milestone,
  MilestoneWord,
  PacketView,
  Progress,
  ReceiptAnswer,
  Rules,
  SubmissionAnswer,
  SummaryLine,
  TimelineItem,
} from "../domain/generated/answers.ts";
export type { LogPosition, LogStage } from "../domain/log-stage.ts";
