import { dueAt, dueIds, endLeases } from "../../support/store/due-at.ts";
import fc from "fast-check";
import t from "tap";
import { mayBecome, type PacketState, statesBefore } from "../../../src/domain/packet.ts";
import type { Packet } from "../../../src/exchange/packet.ts";
import type { Settlement, SettleOutcome } from "../../../src/exchange/store-port.ts";
import { HOLD_MS } from "../../../src/store/exchange/leases.ts";
import type { OpenStore } from "../../../src/store/open.ts";
import {
  newId,
  NOW,
  requeueOne,
  sampleEntry,
  sampleMessage,
  samplePacket,
  sampleReceipt,
  testStore,
} from "../../support/store/store-samples.ts";

/**
 * Compares the store with a model: after any operations in any order, answers and rows equal those of the model. The model
 * is protocol section 5 in a few lines, without SQL, groups or connections.
 */

t.setTimeout(300_000);

type Model = {
  now: number;
  readonly off: Set<string>;
  /** In the order of acceptance. */
  readonly packets: ModelPacket[];
};

interface ModelPacket {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly recipient: string;
  state: PacketState;
  attempts: number;
  nextAt: number | null;
  windowUntil: number | null;
  lease: { owner: string; live: boolean } | undefined;
  deliveredAt: number | null;
  fetchedAt: number | null;
  settledAt: number | null;
  outcome: "accepted" | "rejected" | null;
  entries: string[];
}

interface Real {
  readonly store: OpenStore;
  /** Makes names of a run its own. */
  readonly run: string;
}

type Command = fc.AsyncCommand<Model, Real>;

const OWNERS = ["w1", "w2"] as const;
/** Longer than a run takes. */
const LEASE = 3_600_000;

/** Whether its time has come and nobody has it. */
function isReached(model: Model, { state, nextAt, lease }: ModelPacket): boolean {
  return state === "queued" && nextAt !== null && nextAt <= model.now && lease?.live !== true;
}

/** The queued packets of its thread for its recipient, in order. */
const inOrder = (model: Model, packet: ModelPacket) =>
  model.packets.filter(
    ({ thread, recipient, state }) => thread === packet.thread && recipient === packet.recipient && state === "queued",
  );

const isFirst = (model: Model, packet: ModelPacket) => inOrder(model, packet)[0] === packet;

/** What left the queue makes the next of its thread due. */
function releaseNext(model: Model, packet: ModelPacket, at: number): void {
  const index = model.packets.indexOf(packet);
  const next = inOrder(model, packet).find((one) => model.packets.indexOf(one) > index);
  if (next !== undefined) next.nextAt = at;
}

/** Applies a settlement to the model; tells whether it may be applied. */
function settleModel(model: Model, packet: ModelPacket, settlement: Settlement, step: string): boolean {
  const { to, lease, fetched, at } = settlement;
  const may = to === undefined ? lease === undefined || packet.state === "queued" : mayBecome(packet.state, to);
  if (!may || (lease !== undefined && packet.lease?.owner !== lease.owner)) return false;
  if (to === undefined && fetched === true && packet.fetchedAt !== null) return false;
  packet.state = to ?? packet.state;
  if (settlement.attempted === true) packet.attempts++;
  if (packet.state !== "queued") packet.nextAt = null;
  else if (settlement.nextAt !== undefined) packet.nextAt = settlement.nextAt;
  if (lease !== undefined || to !== undefined) packet.lease = undefined;
  if (to === "delivered" || to === "accepted" || to === "rejected") packet.deliveredAt ??= at;
  if (fetched === true) packet.fetchedAt ??= at;
  if (to === "accepted" || to === "rejected" || to === "withdrawn") packet.settledAt = at;
  if (settlement.receipt !== undefined) packet.outcome = settlement.receipt.outcome;
  packet.entries.push(step);
  const leaves = to === "delivered" || to === "failed" || to === "withdrawn";
  if (leaves || (to !== undefined && packet.deliveredAt === at)) releaseNext(model, packet, at);
  return true;
}

function expectRow(row: Packet | undefined, packet: ModelPacket): void {
  const { state, attempts, nextAt, windowUntil, deliveredAt, fetchedAt, settledAt, outcome } = row ?? ({} as Packet);
  const shown = { state, attempts, nextAt, windowUntil, deliveredAt, fetchedAt, settledAt, outcome };
  const expected = Object.fromEntries(Object.keys(shown).map((key) => [key, packet[key as keyof ModelPacket]]));
  if (JSON.stringify(shown) !== JSON.stringify(expected)) {
    throw new Error(`row ${JSON.stringify(shown)}, model ${JSON.stringify(expected)}`);
  }
}

function expectOutcome(outcome: SettleOutcome, done: boolean, packet: ModelPacket): void {
  if (outcome.done !== done) throw new Error(`done ${outcome.done}, model ${done}`);
  if (!outcome.done) expectRow(outcome.now, packet);
}

const command = (name: string, run: (model: Model, real: Real) => Promise<void>, needsPacket = true): Command => ({
  check: (model) => !needsPacket || model.packets.length > 0,
  run,
  toString: () => name,
});

function pick(model: Model, index: number): ModelPacket {
  const packet = model.packets[index % model.packets.length];
  if (packet === undefined) throw new Error("no packets");
  return packet;
}

const accept = (thread: number | undefined, recipient: string, leased: boolean) =>
  command(
    `accept(${thread ?? "new thread"}, ${recipient}${leased ? ", leased" : ""})`,
    async (model, { store, run }) => {
      const into = thread === undefined || model.packets.length === 0 ? undefined : pick(model, thread).thread;
      const claimed = leased && into === undefined;
      const packet = samplePacket(`${recipient}-${run}`, { windowUntil: model.now + 9_000, leased: claimed });
      const message = sampleMessage([], {
        packets: [packet],
        acceptedAt: model.now,
        lease: claimed ? { owner: OWNERS[0], duration: LEASE } : null,
        entries: [],
        ...(into === undefined ? {} : { thread: into }),
      });
      if ((await store.accept(message)) !== null) throw new Error("not a repeat");
      model.packets.push({
        id: packet.id,
        message: message.id,
        thread: message.thread,
        recipient: packet.recipient,
        state: "queued",
        attempts: 0,
        nextAt: model.now,
        windowUntil: packet.windowUntil,
        lease: claimed ? { owner: OWNERS[0], live: true } : undefined,
        deliveredAt: null,
        fetchedAt: null,
        settledAt: null,
        outcome: null,
        entries: [],
      });
    },
    false,
  );

/** `holder`: the owner of the packet's lease at that time. */
const settle = (index: number, kind: string, by: string | undefined, delay: number) =>
  command(`settle(${index}, ${kind}, ${by ?? "no lease"}, ${delay})`, async (model, { store }) => {
    const packet = pick(model, index);
    const owner = by === "holder" ? (packet.lease?.owner ?? OWNERS[0]) : by;
    const step = newId();
    const outcome = kind === "accepted" || kind === "rejected" ? kind : undefined;
    const settlement: Settlement = {
      packet: packet.id,
      at: model.now,
      entries: [sampleEntry("attempt", { message: packet.message, code: step })],
      ...(kind === "retry" || kind === "fetched" ? {} : { to: kind as PacketState }),
      ...(kind === "retry" ? { nextAt: model.now + delay, attempted: true } : {}),
      ...(kind === "fetched" ? { fetched: true } : {}),
      ...(owner === undefined ? {} : { lease: { owner } }),
      ...(outcome === undefined ? {} : { receipt: sampleReceipt(packet.id, { outcome }) }),
    };
    expectOutcome(await store.settle(settlement), settleModel(model, packet, settlement, step), packet);
  });

const claim = (index: number, owner: string) =>
  command(`claim(${index}, ${owner})`, async (model, { store }) => {
    const packet = pick(model, index);
    const claimed = await store.claim(packet.id, owner, dueAt(model.now), LEASE);
    const due = isReached(model, packet) && isFirst(model, packet) && !model.off.has(packet.recipient);
    if ((claimed !== undefined) !== due) throw new Error(`claimed ${claimed !== undefined}, model ${due}`);
    if (!due) return;
    packet.lease = { owner, live: true };
    if (claimed?.attempt !== packet.attempts + 1) throw new Error(`attempt ${claimed?.attempt}`);
  });

const requeue = (index: number) =>
  command(`requeue(${index})`, async (model, { store }) => {
    const packet = pick(model, index);
    const step = newId();
    const entry = sampleEntry("requeued", { message: packet.message, code: step });
    const done = packet.state === "failed";
    const requeued = await requeueOne(store, packet.id, model.now, model.now + 9_000, entry);
    if (requeued !== done) throw new Error(`requeued ${requeued}, model ${done}`);
    if (done) {
      Object.assign(packet, { state: "queued", nextAt: model.now, windowUntil: model.now + 9_000, lease: undefined });
      packet.entries.push(step);
    }
  });

const withdraw = (index: number) =>
  command(`withdraw the thread of ${index}`, async (model, { store }) => {
    const { thread } = pick(model, index);
    const packets = model.packets.filter((packet) => packet.thread === thread);
    const message = sampleMessage([], { thread, type: "withdrawal", acceptedAt: model.now, entries: [] });
    const steps = new Map<string, string>();
    await store.acceptWithdrawal(
      message,
      packets.map(({ id }) => id),
      (row) => {
        steps.set(row.id, newId());
        return sampleEntry("withdrawn", { message: row.message, code: steps.get(row.id) ?? "" });
      },
    );
    for (const packet of packets) {
      const step = steps.get(packet.id);
      const may = statesBefore("withdrawn").includes(packet.state);
      if (may !== (step !== undefined)) throw new Error(`withdrawn ${step !== undefined}, model ${may}`);
      if (step === undefined) continue;
      packet.entries.push(step);
    }
    const queued = packets.some(({ id, state }) => steps.has(id) && state === "queued");
    const withdrawn = packets.filter(({ id }) => steps.has(id));
    for (const packet of withdrawn) {
      Object.assign(packet, { state: "withdrawn", settledAt: model.now, nextAt: null, lease: undefined });
    }
    if (queued) for (const packet of withdrawn) releaseNext(model, packet, model.now);
  });

const endpoint = (index: number, off: boolean) =>
  command(`endpoint of ${index} ${off ? "off" : "on"}`, async (model, { store }) => {
    const { recipient } = pick(model, index);
    const entry = sampleEntry("directory", { party: recipient });
    if (off) await store.endpointOff(recipient, model.now, {}, entry);
    else await store.endpointOn(recipient, entry);
    if (off) model.off.add(recipient);
    else model.off.delete(recipient);
  });

const release = (owner: string) =>
  command(`release(${owner})`, async (model, { store }) => {
    await store.releaseLeases(owner);
    for (const packet of model.packets) {
      if (packet.state === "queued" && packet.lease?.owner === owner && packet.nextAt !== null) {
        packet.lease = undefined;
      }
    }
  });

const leasesEnd = () =>
  command("the leases end", async (model, { store }) => {
    await endLeases(store);
    for (const { lease } of model.packets) if (lease !== undefined) lease.live = false;
  });

const pass = (time: number) =>
  command(
    `${time} ms pass`,
    async (model) => {
      model.now += time;
    },
    false,
  );

const look = () =>
  command("look at everything", async (model, { store }) => {
    for (const packet of model.packets) {
      expectRow(await store.packet(packet.id), packet);
      const codes = (await store.entriesOfMessage(packet.message)).map(({ entry }) => entry.code);
      if (JSON.stringify(codes) !== JSON.stringify(packet.entries)) throw new Error("entries differ");
      const { outcome } = (await store.receiptOf(packet.id)) ?? { outcome: null };
      if (outcome !== packet.outcome) throw new Error(`receipt ${outcome}, model ${packet.outcome}`);
    }
    const mine = new Set(model.packets.map(({ id }) => id));
    const due = (await dueIds(store, model.now)).filter((id) => mine.has(id));
    const reached = model.packets.filter((packet) => isReached(model, packet));
    const expected = reached.filter((packet) => isFirst(model, packet)).map(({ id }) => id);
    for (const packet of reached) if (!isFirst(model, packet)) packet.nextAt = model.now + HOLD_MS;
    if (JSON.stringify(due.toSorted()) !== JSON.stringify(expected.toSorted())) throw new Error("due packets differ");
  });

const index = fc.nat(5);
const owner = fc.constantFrom(...OWNERS);
const time = fc.oneof(fc.nat(300), fc.nat(2_000));
const kinds = ["delivered", "accepted", "rejected", "failed", "withdrawn", "retry", "fetched"] as const;
const commands = fc.commands(
  [
    fc
      .tuple(fc.option(index, { nil: undefined }), fc.constantFrom("a", "b"), fc.boolean())
      .map(([thread, recipient, leased]) => accept(thread, recipient, leased)),
    fc
      .tuple(index, fc.constantFrom(...kinds), fc.constantFrom(undefined, "holder", ...OWNERS), time)
      .map(([packet, kind, by, delay]) => settle(packet, kind, by, delay)),
    fc.tuple(index, owner).map(([packet, by]) => claim(packet, by)),
    index.map(requeue),
    index.map(withdraw),
    fc.tuple(index, fc.boolean()).map(([packet, off]) => endpoint(packet, off)),
    owner.map(release),
    fc.constant(leasesEnd()),
    time.map(pass),
    fc.constant(look()),
  ],
  { maxCommands: 60, size: "max" },
);

t.test("the store behaves like its model", async (t) => {
  const store = await testStore(t);
  let longest = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (given) => {
      const model: Model = { now: NOW, off: new Set(), packets: [] };
      const real = { store, run: newId() };
      await fc.asyncModelRun(() => ({ model, real }), given);
      await look().run(model, real);
      longest = Math.max(longest, model.packets.length);
    }),
    { numRuns: 150, endOnFailure: false },
  );
  t.ok(longest >= 5, `up to ${longest} packets a run`);
});
