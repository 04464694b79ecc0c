import type { Endpoint } from "./endpoint.ts";
import { auditEndpoints } from "./routes/audit.ts";
import { discEndpoints } from "./routes/discs.ts";
import { consoleEndpoints } from "./routes/console.ts";
import { deadlineEndpoints } from "./routes/deadlines.ts";
import { adviceEndpoints } from "./routes/advice.ts";
import { caseEndpoints } from "./routes/cases.ts";
import { rerouteEndpoints } from "./routes/reroute.ts";
import { worklistEndpoints } from "./routes/worklists.ts";
import { letterEndpoints } from "./routes/letters.ts";
import { reportEndpoints } from "./routes/reports.ts";
import { descriptionEndpoints } from "./routes/description.ts";
import { directoryEndpoints } from "./routes/directory.ts";
import { pushEndpointEndpoints } from "./routes/endpoints.ts";
import { erasureEndpoints } from "./routes/erasures.ts";
import { evidenceEndpoints } from "./routes/evidence.ts";
import { healthEndpoints } from "./routes/health.ts";
import { keyChangeEndpoints } from "./routes/key-changes.ts";
import { logEndpoints } from "./routes/log.ts";
import { logProofEndpoints } from "./routes/log-proof.ts";
import { logReceiptEndpoints } from "./routes/log-receipt.ts";
import { meetingEndpoints } from "./routes/meetings.ts";
import { messageEndpoints } from "./routes/messages.ts";
import { metadataEndpoints } from "./routes/metadata.ts";
import { operationEndpoints } from "./routes/operations.ts";
import { ownPacketEndpoints } from "./routes/own-packets.ts";
import { overviewEndpoints } from "./routes/overview.ts";
import { packetEndpoints } from "./routes/packets.ts";
import { personLookupEndpoints } from "./routes/person-lookups.ts";
import { registerEndpoints } from "./routes/registers.ts";
import { ruleEndpoints } from "./routes/rules.ts";
import { schemaEndpoints } from "./routes/schemas.ts";
import { statementEndpoints } from "./routes/statements.ts";
import { tokenEndpoint } from "./routes/token.ts";
import type { Services } from "./services.ts";

/** Every endpoint of the gateway, in the order of the API description. What is not in this list is not served. */
export function endpoints(services: Services): readonly Endpoint[] {
  const described = [
    tokenEndpoint(services),
    ...metadataEndpoints(services),
    ...schemaEndpoints(services),
    ...directoryEndpoints(services),
    ...keyChangeEndpoints(services),
    ...deadlineEndpoints(services),
    ...ruleEndpoints(services),
    ...messageEndpoints(services),
    ...packetEndpoints(services),
    ...ownPacketEndpoints(services),
    ...discEndpoints(services),
    ...caseEndpoints(services),
    ...worklistEndpoints(services),
    ...letterEndpoints(services),
    ...rerouteEndpoints(services),
    ...adviceEndpoints(services),
    ...reportEndpoints(services),
    ...meetingEndpoints(services),
    ...operationEndpoints(services),
    ...pushEndpointEndpoints(services),
    ...overviewEndpoints(services),
    ...logEndpoints(services),
    ...logProofEndpoints(services),
    ...logReceiptEndpoints(services),
    ...auditEndpoints(services),
    ...registerEndpoints(services),
    ...statementEndpoints(services),
    ...evidenceEndpoints(services),
    ...erasureEndpoints(services),
    ...personLookupEndpoints(services),
    ...healthEndpoints(services),
    ...consoleEndpoints(services),
  ];
  return [...described, ...descriptionEndpoints(services, described)];
}
