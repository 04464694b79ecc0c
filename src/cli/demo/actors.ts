import type { AnsweredList } from "../../sample/reply.ts";
import { Department, type GatewayClient, type JsonDocument, type OpenedPacket } from "../../sdk/index.ts";
import type { Role } from "./cast.ts";
import type { Endpoints } from "./endpoints.ts";

/** Handles an opened packet before its receipt is signed. */
export type Take = (department: Department, packet: OpenedPacket) => Promise<void> | void;

/**
 * Plays a department until `signal` aborts: takes pushes or fetches packets, opens and verifies them, and signs for
 * each.
 * @param endpoints where pushes arrive, for a role that has them
 */
export function play(
  client: GatewayClient,
  role: Role,
  endpoints: Endpoints,
  take: Take,
  signal: AbortSignal,
): Promise<void> {
  const department = new Department(client);
  const { pushes } = role;
  if (pushes === undefined) return poll(department, take, signal);
  endpoints.serve(role.party, pushes, (request) =>
    department.handlePush(request, async (packet) => {
      await take(department, packet);
      return "accepted";
    }),
  );
  return Promise.resolve();
}

/** Fetches packets until `signal` aborts. */
export async function poll(department: Department, take: Take, signal: AbortSignal): Promise<void> {
  try {
    for await (const item of department.poll({ signal })) {
      const packet = await department.fetch(item, { signal });
      await take(department, packet);
      await department.acknowledge(packet, "accepted", { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Groups of fields that a document holds: its own members and those of its subjects. */
export function groupsIn(body: JsonDocument): string[] {
  const { subjects, ...members } = body;
  const groups = new Set(Object.keys(members));
  for (const subject of subjectsOf(subjects)) for (const group of Object.keys(subject)) groups.add(group);
  // The personId is not a group of the policy: every recipient gets it, to say which person an answer is about.
  groups.delete("personId");
  return [...groups];
}

/** Parts of a list, as a department sees it, that an answer needs. */
export function answerable(body: JsonDocument): AnsweredList {
  const header = body.header as { readonly transferId: string };
  // Civil affairs sees needs that are not its own. A result that names none answers all that were sent to it.
  const subjects = subjectsOf(body.subjects).map(({ personId }) => ({ personId: String(personId), needs: [] }));
  return { transferId: header.transferId, subjects };
}

function subjectsOf(value: unknown): readonly JsonDocument[] {
  return Array.isArray(value) ? (value as JsonDocument[]) : [];
}
