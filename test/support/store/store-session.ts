import type { ErasureEntries } from "../../../src/persons/persons-port.ts";
import type { OpenStore } from "../../../src/store/open.ts";
import { NOW, newId, sampleEntry, sampleMessage, samplePacket, sampleReceipt, sha256 } from "./store-samples.ts";

const TIME = { now: NOW + 1_000_000, horizon: NOW + 900_000_000 };
const ENTRIES: ErasureEntries = {
  packet: ({ id }) => sampleEntry("erased", { packet: id }),
  envelope: ({ id }) => sampleEntry("envelope-erased", { message: id }),
  case: ({ thread }) => sampleEntry("case-erased", { thread }),
};

/** Does with a store, once, everything that a running gateway does with it. The database must be new. */
export async function storeSession(store: OpenStore): Promise<void> {
  const message = sampleMessage(["housing", "education", "civil-affairs"], {
    persons: [sha256("person").subarray(0, 16)],
  });
  const [pushed, received, rejected] = message.packets;
  const [a, b, c] = [pushed?.id ?? "", received?.id ?? "", rejected?.id ?? ""];
  await store.ping();
  await store.saveSnapshot("directory", "1", JSON.stringify({ parties: [{ id: "housing" }] }), [
    sampleEntry("directory"),
  ]);
  await store.lastSnapshot("directory");
  await store.useAssertion("housing", "jti", NOW / 1000);
  await store.accept(message);
  await store.accept(message);
  await store.findEarlier(message.sender, message.jti);
  for (const id of [message.id]) {
    await store.thread(id);
    await store.message(id);
    await store.envelope(id);
    await store.messagesOfThread(id);
    await store.packetsOfMessage(id);
    await store.packetsOfThread(id);
    await store.entriesOfMessage(id);
  }
  await store.inbox("housing", undefined, 10);
  await store.inboxHeads(["housing"]);
  await store.accept(sampleMessage(["housing"], { id: newId(), thread: message.id, jti: "waits" }));
  await store.duePackets(TIME, [{ party: "housing", share: 10 }], 10);
  for (const id of [a, b, c]) await store.claim(id, "owner", TIME, 60_000);
  await store.settle({
    packet: a,
    lease: { owner: "owner" },
    to: "failed",
    attempted: true,
    nextAt: null,
    at: NOW,
    entries: [],
  } as never);
  const again = { recipients: ["housing"], until: NOW + 1_000_000 };
  await store.requeue([a], NOW, again, ({ id }) => sampleEntry("requeued", { packet: id }));
  await store.settle({
    packet: b,
    to: "accepted",
    at: NOW,
    receipt: sampleReceipt(b),
    entries: [sampleEntry("receipt")],
  });
  const undecryptable = { outcome: "rejected", reason: "undecryptable" } as const;
  await store.settle({ packet: c, to: "rejected", at: NOW, receipt: sampleReceipt(c, undecryptable), entries: [] });
  await store.receiptOf(b);
  await store.packetBytes(b);
  await store.addReplacement(message.id, samplePacket("civil-affairs", { replaces: c }), NOW, [sampleEntry("sealed")]);
  await store.endpointOff("housing", NOW, {}, sampleEntry("refused"));
  await store.endpointsOff();
  await store.claimOverdue("owner", { now: NOW + 900_000_000, horizon: NOW + 1_800_000_000 }, 60_000, 10);
  await store.endpointOn("housing", sampleEntry("refused"));
  await store.releaseLeases("owner");
  const withdrawal = sampleMessage([], { id: newId(), thread: message.id, jti: "withdrawal" });
  await store.acceptWithdrawal(withdrawal, [a], ({ id }) => sampleEntry("withdrawn", { packet: id }));
  await store.record([sampleEntry("refused")]);
  await store.personRows.threadsOf(sha256("person").subarray(0, 16), 10);
  await sequence(store);
  const rule = { state: "accepted", types: [], except: true, before: NOW + 1 } as const;
  await store.erasureRows.eraseDue(rule, NOW, 10, ENTRIES);
  await store.erasureRows.eraseEnvelopes(NOW + 1, NOW, 10, ENTRIES);
  await store.erasureRows.eraseThread(
    message.id,
    NOW,
    () => true,
    () => sampleEntry("erasure-requested"),
    ENTRIES,
  );
}

/** One batch of the log, without what its notes must hold. */
async function sequence(store: OpenStore): Promise<void> {
  const lead = await store.logStore.lead();
  if (lead === undefined) throw new Error("another process leads the log");
  await lead.announce();
  await lead.hasPending();
  await lead.begin();
  await lead.state();
  const placed = await lead.place(0, 100);
  await lead.tiles([{ level: 0, index: 0 }]);
  await lead.widen([{ level: 0, index: 0, bytes: Buffer.concat(placed.map(({ leafHash }) => leafHash)) } as never]);
  const note = `gateway\n${placed.length}\n`;
  await lead.swap(null, note, placed.length);
  await lead.commit();
  await lead.publish(note, placed.length, NOW);
  await lead.release();
  const { logRows } = store;
  await logRows.heads();
  await logRows.pending(10);
  await logRows.entries(0, 10);
  await logRows.entriesOfTypes(["accepted"], 0, 10);
  await logRows.indexes(placed.map(({ leafHash }) => leafHash));
  await logRows.saveCosigned(note, placed.length, true);
}
