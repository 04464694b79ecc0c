import { OWN_WORK } from "../domain/own-work.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import type { Directory, Party } from "../exchange/ports.ts";
import { compilePath, member } from "./path.ts";
import type { Addressed } from "./policy-document.ts";
import type { NeedRule, Place, RoutingDocument } from "./routing-document.ts";

const needItems = compilePath("needs.items");
const registered = compilePath("address.registered.division");
const residence = compilePath("address.residence.division");
const organ = compilePath("header.from.division");

/** Router: finds the parties that a need concerns. */
export interface Router {
  /** Finds the recipients of a document by its subjects' needs, in the directory's order. Throws Refusal `no-recipient`. */
  recipients(body: Readonly<Record<string, unknown>>, directory: Directory): readonly string[];
  /**
   * Finds the departments that items of a list in the subjects name, by id or role, in the directory's order. Items of those who
   * get no packet (`OWN_WORK`) name none. Throws Refusal `no-recipient`. `entries`: member with the persons, when not `subjects`.
   */
  named(
    body: Readonly<Record<string, unknown>>,
    directory: Directory,
    addressed: Addressed,
    entries?: string,
  ): readonly string[];
  /**
   * Finds the needs of a subject that concern a party. `lead`: needs for which it leads or is named.
   * `any`: these, and needs in which its role takes part.
   */
  concerning(
    body: Readonly<Record<string, unknown>>,
    subject: unknown,
    party: Party,
    directory: Directory | undefined,
  ): { readonly lead: readonly unknown[]; readonly any: readonly unknown[] };
}

/**
 * Finds the department that a document names, by its id or by a role that only one has; `ambiguous` when several have it.
 */
export function departmentNamed(name: unknown, directory: Directory): Party | "ambiguous" | undefined {
  if (typeof name !== "string") return undefined;
  const peers = peersByRole(directory);
  const byId = [...peers.values()].flat().find(({ id }) => id === name);
  const [first, ...others] = byId === undefined ? (peers.get(name) ?? []) : [byId];
  return others.length > 0 ? "ambiguous" : first;
}

/** Gives the role of a party, by which policy and routing table name it: a department's own word, any other's kind. */
export function roleOf(party: Party): string {
  return party.role ?? (party.kind === "department" ? party.id : party.kind);
}

/** Reads the needs of a subject; undefined when the subject does not have the group. */
export function needsOf(subject: unknown): readonly unknown[] | undefined {
  const items = needItems(subject);
  return Array.isArray(items) ? items : undefined;
}

/** Compiles the routing table. */
export function createRouter(routing: RoutingDocument): Router {
  const table = new Map(Object.entries(routing.needs));
  const ruleOf = (need: unknown): NeedRule | undefined => table.get(String(member(need, "code")));

  return {
    recipients(body, directory) {
      const peers = peersByRole(directory);
      const found = new Set<string>();
      const issues: Issue[] = [];
      const subjects: readonly unknown[] = Array.isArray(body["subjects"]) ? body["subjects"] : [];
      subjects.forEach((subject, index) => {
        needsOf(subject)?.forEach((need, item) => {
          const rule = ruleOf(need);
          for (const role of rolesFor(need, rule)) {
            for (const place of placesOf(rule)) {
              const party = responsible(peers.get(role) ?? [], divisionOf(body, subject, need, place));
              const pointer = `/body/subjects/${index}/needs/items/${item}`;
              if (party === undefined) issues.push(withoutRecipient(pointer, role));
              else found.add(party.id);
            }
          }
        });
      });
      // One need without a recipient refuses the whole list; otherwise it would be lost among the others.
      if (issues.length > 0) throw new Refusal("no-recipient", { errors: issues, step: "need-without-recipient" });
      return [...directory.parties()].map(({ id }) => id).filter((id) => found.has(id));
    },
    named(body, directory, { items, member: name }, entries = "subjects") {
      const list = compilePath(items);
      const found = new Set<string>();
      const issues: Issue[] = [];
      const given = body[entries];
      const subjects: readonly unknown[] = Array.isArray(given) ? given : [];
      subjects.forEach((subject, index) => {
        const all = list(subject);
        (Array.isArray(all) ? all : []).forEach((item: unknown, n) => {
          const owner = member(item, name);
          if (OWN_WORK.has(owner)) return;
          const party = departmentNamed(owner, directory);
          const pointer = `/body/${entries}/${index}/${items.replaceAll(".", "/")}/${n}/${name}`;
          if (party === undefined || party === "ambiguous") issues.push(withoutOwner(pointer, party === "ambiguous"));
          else found.add(party.id);
        });
      });
      if (issues.length > 0) throw new Refusal("no-recipient", { errors: issues, step: "owner-without-party" });
      return [...directory.parties()].map(({ id }) => id).filter((id) => found.has(id));
    },
    concerning(body, subject, party, directory) {
      const role = roleOf(party);
      const peers = directory === undefined ? [] : (peersByRole(directory).get(role) ?? []);
      const lead: unknown[] = [];
      const any: unknown[] = [];
      for (const need of needsOf(subject) ?? []) {
        const rule = ruleOf(need);
        const leads = rolesFor(need, rule).includes(role);
        if (!leads && rule?.with.includes(role) !== true) continue;
        // Among several parties of one role, the need belongs to the one in whose area its place is.
        const isResponsible = (place: Place) =>
          responsible(peers, divisionOf(body, subject, need, place))?.id === party.id;
        if (peers.length > 1 && !placesOf(rule).some(isResponsible)) continue;
        if (leads) lead.push(need);
        any.push(need);
      }
      return { lead, any };
    },
  };
}

/** Lists the roles that a need is sent to: those that lead, and the one that the sender named. */
function rolesFor(need: unknown, rule: NeedRule | undefined): readonly string[] {
  const lead = rule?.lead ?? [];
  const named = member(need, "department");
  return typeof named === "string" && !lead.includes(named) ? [...lead, named] : lead;
}

/** Lists the places that decide about a need, each for a part of it. */
function placesOf(rule: NeedRule | undefined): readonly Place[] {
  const places = rule?.jurisdiction ?? "registered";
  return typeof places === "string" ? [places] : places;
}

/** Reads the division of a place that decides about a need. */
function divisionOf(
  body: Readonly<Record<string, unknown>>,
  subject: unknown,
  need: unknown,
  place: Place,
): string | undefined {
  const stated = place === "place" || place === "organ" ? member(need, "place") : undefined;
  const found = [stated, place === "organ" ? organ(body) : undefined, ...addressesOf(subject, place)];
  return found.find((division) => typeof division === "string");
}

/** Reads the divisions of a subject's addresses, the one that decides first. */
function addressesOf(subject: unknown, place: Place): readonly unknown[] {
  const both = [registered(subject), residence(subject)];
  return place === "registered" ? both : both.toReversed();
}

/** Finds the party of one role responsible for a division: the only one, or the one with the smallest area around it. */
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

/** Strips the zeros that pad a division code of six digits (GB/T 2260): 320000, a province, gives 32. */
function areaOf(division: string): string {
  return division.length > 6 ? division : division.replace(/(?:00){1,2}$/, "");
}

const cache = new WeakMap<Directory, ReadonlyMap<string, readonly Party[]>>();

/**
 * Groups active departments by role, in the directory's order, without those that another one has taken over from and those
 * that are to take over the same area and have not yet. Cached by directory, which is immutable.
 */
function peersByRole(directory: Directory): ReadonlyMap<string, readonly Party[]> {
  let byRole = cache.get(directory);
  if (byRole === undefined) {
    const parties = [...directory.parties()];
    const coming = new Set(
      parties.flatMap(({ successor, succeededBy, division, active }) =>
        successor !== undefined &&
        succeededBy === undefined &&
        active &&
        directory.party(successor.party)?.division === division
          ? [successor.party]
          : [],
      ),
    );
    // Not Map.groupBy: the console's oldest browser (Chromium 109) lacks it.
    const groups = new Map<string, Party[]>();
    for (const party of parties) {
      const { id, kind, active, succeededBy } = party;
      if (kind !== "department" || !active || succeededBy !== undefined || coming.has(id)) continue;
      const role = roleOf(party);
      const group = groups.get(role);
      if (group === undefined) groups.set(role, [party]);
      else group.push(party);
    }
    cache.set(directory, (byRole = groups));
  }
  return byRole;
}

function withoutOwner(pointer: string, ambiguous: boolean): Issue {
  if (ambiguous) {
    return {
      pointer,
      code: "owner-ambiguous",
      message: "Several departments have this function: name the one that is meant by its id",
      messageZh: "有多个单位承担此职能，请填写具体单位的标识",
    };
  }
  return {
    pointer,
    code: "owner-unknown",
    message: "No active department of the directory has this id or function",
    messageZh: "目录中没有此标识或者职能的有效部门",
  };
}

function withoutRecipient(pointer: string, role: string): Issue {
  return {
    pointer,
    code: "need-without-recipient",
    message: `No active party of the directory is responsible as ${role} for this need`,
    messageZh: `目录中没有负责此项需求（${role}）的有效单位`,
  };
}
