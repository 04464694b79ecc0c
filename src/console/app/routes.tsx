import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { SEARCHES } from "../audit/audit-search.ts";
import { archiveSearch } from "../desk/archive-search.ts";
import { opsSearch } from "../ops/ops-search.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { withLaterWords } from "./language.tsx";
import { HomePage } from "./home-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { CONSOLE_ROOT } from "./public-api.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const home = createRoute({ getParentRoute: () => root, path: "/", component: HomePage });
const log = createRoute({
  getParentRoute: () => root,
  path: "/log",
  component: lazyRouteComponent(() => import("../log/log-page.tsx"), "LogPage"),
});
const evidence = createRoute({
  getParentRoute: () => root,
  path: "/evidence",
  component: lazyRouteComponent(() => import("../evidence/evidence-page.tsx"), "EvidencePage"),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  component: lazyRouteComponent(() => import("../desk/inbox-page.tsx"), "InboxPage"),
});
const archive = createRoute({
  getParentRoute: () => root,
  path: "/archive",
  validateSearch: archiveSearch,
  component: lazyRouteComponent(() => import("../desk/archive-page.tsx"), "ArchivePage"),
});
const compose = createRoute({
  getParentRoute: () => root,
  path: "/compose",
  component: lazyRouteComponent(() => withLaterWords(import("../compose/compose-page.tsx")), "ComposePage"),
});
/** A department's letter of its own: a person who may be entitled to judicial aid. */
const lead = createRoute({
  getParentRoute: () => root,
  path: "/lead",
  beforeLoad() {
    redirect({ to: "/compose", search: { type: "reverse-lead" }, throw: true });
  },
});
const sentList = createRoute({
  getParentRoute: () => root,
  path: "/sent",
  validateSearch: archiveSearch,
  component: lazyRouteComponent(() => withLaterWords(import("../sent/sent-page.tsx")), "SentPage"),
});
const sentMessage = createRoute({
  getParentRoute: () => root,
  path: "/sent/$id",
  component: lazyRouteComponent(() => withLaterWords(import("../sent/message-page.tsx")), "MessagePage"),
});
const work = createRoute({
  getParentRoute: () => root,
  path: "/work/$list",
  component: lazyRouteComponent(() => withLaterWords(import("../work/work-page.tsx")), "WorkPage"),
});
const board = createRoute({
  getParentRoute: () => root,
  path: "/board",
  component: lazyRouteComponent(() => withLaterWords(import("../work/board-page.tsx")), "BoardPage"),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  component: lazyRouteComponent(() => withLaterWords(import("../work/reports-page.tsx")), "ReportsPage"),
});
const disc = createRoute({
  getParentRoute: () => root,
  path: "/disc",
  component: lazyRouteComponent(() => import("../disc/disc-page.tsx"), "DiscPage"),
});
const packet = createRoute({
  getParentRoute: () => root,
  path: "/packets/$id",
  component: lazyRouteComponent(() => import("../desk/packet-page.tsx"), "PacketPage"),
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/audit",
  validateSearch: SEARCHES.overview,
  component: lazyRouteComponent(() => withLaterWords(import("../audit/overview-page.tsx")), "OverviewPage"),
});
const deliveries = createRoute({
  getParentRoute: () => root,
  path: "/audit/deliveries",
  validateSearch: SEARCHES.deliveries,
  component: lazyRouteComponent(() => withLaterWords(import("../audit/deliveries-page.tsx")), "DeliveriesPage"),
});
const auditedPacket = createRoute({
  getParentRoute: () => root,
  path: "/audit/packets/$id",
  component: lazyRouteComponent(() => withLaterWords(import("../audit/audited-packet-page.tsx")), "AuditedPacketPage"),
});
const events = createRoute({
  getParentRoute: () => root,
  path: "/audit/events",
  validateSearch: SEARCHES.events,
  component: lazyRouteComponent(() => withLaterWords(import("../audit/events-page.tsx")), "EventsPage"),
});
const reads = createRoute({
  getParentRoute: () => root,
  path: "/audit/reads",
  validateSearch: SEARCHES.reads,
  component: lazyRouteComponent(() => withLaterWords(import("../audit/events-page.tsx")), "ReadsPage"),
});
const threadEvidence = createRoute({
  getParentRoute: () => root,
  path: "/audit/evidence/$thread",
  component: lazyRouteComponent(
    () => withLaterWords(import("../audit/thread-evidence-page.tsx")),
    "ThreadEvidencePage",
  ),
});
const statements = createRoute({
  getParentRoute: () => root,
  path: "/audit/statements",
  validateSearch: SEARCHES.statements,
  component: lazyRouteComponent(() => withLaterWords(import("../audit/statements-page.tsx")), "StatementsPage"),
});
const audit = [overview, deliveries, auditedPacket, events, reads, threadEvidence, statements] as const;
const ops = createRoute({
  getParentRoute: () => root,
  path: "/ops",
  component: lazyRouteComponent(() => withLaterWords(import("../ops/ops-page.tsx")), "OpsPage"),
});
const opsPackets = createRoute({
  getParentRoute: () => root,
  path: "/ops/packets",
  validateSearch: opsSearch,
  component: lazyRouteComponent(() => withLaterWords(import("../ops/ops-packets-page.tsx")), "OpsPacketsPage"),
});
const opsPacket = createRoute({
  getParentRoute: () => root,
  path: "/ops/packets/$id",
  component: lazyRouteComponent(() => withLaterWords(import("../ops/ops-packet-page.tsx")), "OpsPacketPage"),
});
const opsEndpoints = createRoute({
  getParentRoute: () => root,
  path: "/ops/endpoints",
  component: lazyRouteComponent(() => withLaterWords(import("../ops/ops-endpoints-page.tsx")), "OpsEndpointsPage"),
});
const opsRequests = createRoute({
  getParentRoute: () => root,
  path: "/ops/requests",
  component: lazyRouteComponent(() => withLaterWords(import("../ops/ops-requests-page.tsx")), "OpsRequestsPage"),
});
const opsImport = createRoute({
  getParentRoute: () => root,
  path: "/ops/import",
  component: lazyRouteComponent(() => withLaterWords(import("../ops/ops-import-page.tsx")), "OpsImportPage"),
});
const OF_OPERATORS = [ops, opsPackets, opsPacket, opsEndpoints, opsRequests, opsImport];

/** Makes the router: each page but the first is loaded when it is opened. */
export function createConsoleRouter() {
  return createRouter({
    routeTree: root.addChildren([
      home,
      compose,
      lead,
      sentList,
      sentMessage,
      work,
      board,
      reports,
      inbox,
      archive,
      packet,
      disc,
      ...OF_OPERATORS,
      log,
      evidence,
      ...audit,
    ]),
    basepath: CONSOLE_ROOT,
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => (
      <FaultNotice error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    ),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
