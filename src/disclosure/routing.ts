import { type Issue, Refusal } from "../domain/refusal.ts";
import type { Directory, Party } from "../exchange/ports.ts";
import { compilePath, member } from "./path.ts";
import type { NeedRule, RoutingDocument } from "./routing-document.ts";

const needItems = compilePath("needs.items");
const registered = compilePath("address.registered.division");
const residence = compilePath("address.residence.division");

/** Finds the parties that a need concerns. */
export interface Router {
  /** Recipients of a document by the needs of its subjects, in the directory's order. Throws Refusal `no-recipient`. */
  recipients(subjects: readonly unknown[], directory: Directory): readonly string[];
  /**
   * The needs of a subject that concern a party. `lead`: those for which it leads or is named.
   * `any`: also those in which its role takes part.
   */
  concerning(
    subject: unknown,
    party: Party,
    directory: Directory | undefined,
  ): { readonly lead: readonly unknown[]; readonly any: readonly unknown[] };
}

/** The role of a party: the word of policy and routing table for it. */
export function roleOf(party: Party): string {
  return party.role ?? party.id;
}

/** The needs of a subject; undefined when it does not have the group. */
export function needsOf(subject: unknown): readonly unknown[] | undefined {
  const items = needItems(subject);
  return Array.isArray(items) ? items : undefined;
}

/** Compiles the routing table. */
export function createRouter(routing: RoutingDocument): Router {
  const table = new Map(Object.entries(routing.needs));
  const ruleOf = (need: unknown): NeedRule | undefined => table.get(String(member(need, "code")));

  return {
    recipients(subjects, directory) {
      const peers = peersByRole(directory);
      const found = new Set<string>();
      const issues: Issue[] = [];
      subjects.forEach((subject, index) => {
        needsOf(subject)?.forEach((need, item) => {
          const rule = ruleOf(need);
          for (const role of rolesFor(need, rule)) {
            const party = responsible(peers.get(role) ?? [], divisionOf(subject, rule));
            if (party === undefined) issues.push(withoutRecipient(`/body/subjects/${index}/needs/items/${item}`, role));
            else found.add(party.id);
          }
        });
      });
      // A need that nobody gets must not be lost among others that somebody gets.
      if (issues.length > 0) throw new Refusal("no-recipient", { errors: issues, step: "need-without-recipient" });
      return [...directory.parties()].map(({ id }) => id).filter((id) => found.has(id));
    },
    concerning(subject, party, directory) {
      const role = roleOf(party);
      const peers = directory === undefined ? [] : (peersByRole(directory).get(role) ?? []);
      const lead: unknown[] = [];
      const any: unknown[] = [];
      for (const need of needsOf(subject) ?? []) {
        const rule = ruleOf(need);
        const leads = rolesFor(need, rule).includes(role);
        if (!leads && rule?.with.includes(role) !== true) continue;
        // Where several parties have one role, the need is that one's in whose area the subject is.
        if (peers.length > 1 && responsible(peers, divisionOf(subject, rule))?.id !== party.id) continue;
        if (leads) lead.push(need);
        any.push(need);
      }
      return { lead, any };
    },
  };
}

/** Roles that a need is sent to: who leads, and whom the sender named. */
function rolesFor(need: unknown, rule: NeedRule | undefined): readonly string[] {
  const lead = rule?.lead ?? [];
  const named = member(need, "department");
  return typeof named === "string" && !lead.includes(named) ? [...lead, named] : lead;
}

/** The address that decides; the other one when the subject does not have it. */
function divisionOf(subject: unknown, rule: NeedRule | undefined): string | undefined {
  const [first, second] = rule?.jurisdiction === "residence" ? [residence, registered] : [registered, residence];
  const division = first(subject) ?? second(subject);
  return typeof division === "string" ? division : undefined;
}

/** Who of several parties of one role is responsible for a division: the only one, or the one whose area is the smallest around it. */
function responsible(peers: readonly Party[], division: string | undefined): Party | undefined {
  if (peers.length <= 1) return peers[0];
  let best: Party | undefined;
  let longest = 0;
  for (const peer of peers) {
    const area = areaOf(peer.division);
    if (area.length > longest && division?.startsWith(area) === true) {
      best = peer;
      longest = area.length;
    }
  }
  return best;
}

/** The digits of a division code (GB/T 2260) that say something: 320000 is a province, 32. */
function areaOf(division: string): string {
  return division.replace(/(?:00){1,6}$/, "");
}

const cache = new WeakMap<Directory, ReadonlyMap<string, readonly Party[]>>();

/** Active departments by role, in the directory's order. A directory does not change: another version is another object. */
function peersByRole(directory: Directory): ReadonlyMap<string, readonly Party[]> {
  let byRole = cache.get(directory);
  if (byRole === undefined) {
    byRole = Map.groupBy(
      [...directory.parties()].filter(({ kind, active }) => kind === "department" && active),
      roleOf,
    );
    cache.set(directory, byRole);
  }
  return byRole;
}

function withoutRecipient(pointer: string, role: string): Issue {
  return {
    pointer,
    code: "need-without-recipient",
    message: `No active party of the directory is responsible as ${role} for this need`,
    messageZh: `目录中没有负责此项需求（${role}）的有效单位`,
  };
}
