/** Runs the bundle in real browsers, on the site that docs/clients/browser.md makes: the verifier, and a department. */
import type { Page } from "playwright-core";
import t from "tap";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { parseNote } from "../../src/tlog/note.ts";
import { timestampRequest } from "../../src/tlog/rfc3161/request.ts";
import { type EvidenceVerification, type TrustedKeys, verifyEvidence } from "../../src/sdk/index.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { sha256 } from "../support/sha256.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { bundleSite } from "../support/sdk/bundle-site.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { programsOfGuide } from "../support/sdk/guide.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { TimeAuthority } from "../support/log/time-authority.ts";
import { like } from "../support/like.ts";

const BROWSERS = [
  {
    name: "the present Chromium",
    skip: outside(t, browsers.hasBrowser, "the SDK in a browser", "chromium"),
    start: browsers.startBrowser,
  },
  {
    name: "Chromium 109",
    skip: outside(t, browsers.hasOldestBrowser, "the SDK in the oldest browser", browsers.OLDEST_FROM),
    start: browsers.startOldestBrowser,
  },
];

const LOAD = "import('/aidx/index.js').then((sdk) => { globalThis.sdk = sdk; })";
const BYTES_OF = "((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))";
/** The reader of time stamps. */
const STAMPS = "/aidx/verify.js";

async function verifiedIn(page: Page, file: Uint8Array, trusted: TrustedKeys): Promise<EvidenceVerification> {
  const base64 = JSON.stringify(Buffer.from(file).toString("base64"));
  const call = `sdk.verifyEvidence(${BYTES_OF}(${base64}), ${JSON.stringify(trusted)})`;
  return (await page.evaluate(call)) as EvidenceVerification;
}

const PARTY = "civil-affairs";
const [senderKeys, keySet] = [await newKeySet(), await newKeySet()];
const gateway = await FakeGateway.start({ procuratorate: senderKeys, [PARTY]: keySet });
t.teardown(() => gateway.stop());
const site = await bundleSite(t, gateway.url);
const trustFile = JSON.stringify(gateway.trust());
/** What the guide's code has around it: the imported names, and a store in IndexedDB. */
const AROUND = `
  const { Department, GatewayClient, PartyKeys, readGatewayTrust } = await import("/aidx/index.js");
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const opening = indexedDB.open("desk");
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  const database = await done(opening);
  const kept = (mode) => database.transaction("kept", mode).objectStore("kept");
  const store = (name, value) => done(kept("readwrite").put(value, name));
  const load = (name) => done(kept("readonly").get(name));
  const { url, party, keySet } = given;
  const trust = readGatewayTrust(given.trustFile);`;
const KEYS = programsOfGuide().get("keys.js") ?? "";

// A time stamp has the time of the machine's clock.
const thread = await EvidenceThread.made("long", Date.now());
const trusted = {
  log: [thread.log.signer.vkey],
  witnesses: thread.witnesses.map(({ vkey }) => vkey),
  quorum: 2,
  parties: { housing: [thread.key("housing").kid] },
};
const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
const authority = await TimeAuthority.made();
const timestamp = (checkpoint: string) =>
  authority.answer(timestampRequest(sha256(Buffer.from(parseNote(checkpoint).text)), Buffer.alloc(8, 1)));
const { bytes: stamped } = await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread);
const timed = { ...trusted, authorities: await authority.roots() };
const inNode = await verifyEvidence(stamped, timed);
t.ok(inNode.ok);
const stepOf = ({ steps }: EvidenceVerification) => steps.find(({ id }) => id === "timestamp");

for (const { name, skip, start } of BROWSERS) {
  t.test(`${name} verifies as Node does, and works as a department`, { skip }, async (t) => {
    const browser = await start(t);

    await t.test("off line, with and without the log", async (t) => {
      const { context, page, problems } = await site.open(t, browser);
      await page.evaluate(LOAD);
      await page.evaluate("sdk.loadVerifierParts()");
      await context.setOffline(true);
      const good = await verifiedIn(page, bytes, trusted);
      t.ok(good.ok, JSON.stringify(good.steps.filter(({ status }) => status === "failed")));
      t.same(good, await verifyEvidence(bytes, trusted), "the same answer as in Node");
      const mirror = Object.fromEntries(
        [...thread.log.mirror()].map(([path, file]) => [path, Buffer.from(file).toString("base64")]),
      );
      const compared = (await page.evaluate(`(async () => {
        const bytesOf = ${BYTES_OF}, mirror = ${JSON.stringify(mirror)};
        const log = async (path) => (mirror[path] === undefined ? undefined : bytesOf(mirror[path]));
        return sdk.verifyEvidence(bytesOf(${JSON.stringify(Buffer.from(bytes).toString("base64"))}), ${JSON.stringify(trusted)}, { log });
      })()`)) as EvidenceVerification;
      t.ok(compared.ok);
      like(
        t,
        compared.steps.find(({ id }) => id === "complete"),
        { status: "passed", required: true },
        "with the log too",
      );
      const log = async (path: string) => thread.log.mirror().get(path);
      t.same(compared, await verifyEvidence(bytes, trusted, { log }));
      const changed = Buffer.from(bytes);
      const at = changed.indexOf('"outcome":"accepted"');
      changed.write('"outcome":"rejected"', at);
      const bad = await verifiedIn(page, changed, trusted);
      t.notOk(bad.ok);
      t.same(bad, await verifyEvidence(changed, trusted));
      t.same(await verifiedIn(page, stamped, timed), inNode);
      const other = { ...timed, authorities: await (await TimeAuthority.made()).roots() };
      t.same(await verifiedIn(page, stamped, other), await verifyEvidence(stamped, other));
      t.same(problems, []);
    });

    await t.test("on line: what it needs is loaded when it is needed", async (t) => {
      const { page, problems } = await site.open(t, browser);
      await page.evaluate(LOAD);
      t.same(await verifiedIn(page, stamped, timed), inNode);
      t.same(problems, []);
    });

    await t.test("the reader of time stamps cannot be loaded: not checked, and nothing is thrown", async (t) => {
      site.missing.add(STAMPS);
      t.teardown(() => site.missing.delete(STAMPS));
      const { page } = await site.open(t, browser);
      await page.evaluate(LOAD);
      const found = await verifiedIn(page, stamped, timed);
      t.notOk(found.ok);
      like(t, stepOf(found), {
        status: "not-checked",
        required: true,
        reasons: [{ en: /could not be loaded/, zh: /无法加载时间戳核验程序/ }],
      });
      t.notOk(found.stamped);
      t.ok(
        found.steps.every(({ id, status, required }) => id === "timestamp" || !required || status === "passed"),
        "the other steps are as in Node",
      );
      t.match(await page.evaluate("sdk.loadVerifierParts().then(String, String)"), /^TypeError/);
      const { authorities: _none, ...untimed } = timed;
      t.same(await verifiedIn(page, stamped, untimed), await verifyEvidence(stamped, untimed), "none is required");
      site.missing.delete(STAMPS);
      await page.reload();
      await page.evaluate(LOAD);
      t.same(await verifiedIn(page, stamped, timed), inNode, "it is there again, and loaded");
    });

    await t.test("the page of the guide works off line", async (t) => {
      const { context, page, problems } = await site.open(t, browser, "/page");
      await page.getByText("Ready. 就绪").waitFor();
      await context.setOffline(true);
      await choose(page, "#trust", "trust.json", Buffer.from(JSON.stringify(timed)));
      await choose(page, "#evidence", "evidence.zip", Buffer.from(stamped));
      await page.getByText("检查点时间戳").waitFor();
      const lines = (await page.locator("#answer").innerText()).split("\n");
      t.equal(lines[0], "OK");
      t.equal(lines.length, 1 + inNode.steps.length);
      t.ok(lines.some((line) => line.startsWith("passed | 检查点时间戳")));
      t.same(problems, []);
    });

    await t.test("the guide's keys in IndexedDB open a packet, sign its receipt, and send", async (t) => {
      const { context, page, problems } = await site.open(t, browser);
      const given = { url: site.url, trustFile, party: PARTY, keySet };
      const run = (at: typeof page, body: string, with_: object) =>
        at.evaluate(`(async (given) => {${AROUND}\n${body}})(${JSON.stringify(with_)})`);
      const { id } = await gateway.seal(PARTY, { body: { header: { remark: "给民政" } } });
      const found = await run(
        page,
        `${KEYS}
        const packet = await department.fetch({ packet: "${id}" });
        const { repeat } = await department.acknowledge(packet, "accepted");
        const readable = await Promise.all([held(keys.signing), ...[...keys.decryption.values()].map(held)]);
        async function held({ key }) { return crypto.subtle.exportKey("jwk", key).then(() => true, ({ name }) => name); }
        return { body: packet.body, repeat, readable };`,
        given,
      );
      t.same(found, {
        body: { header: { remark: "给民政" } },
        repeat: false,
        readable: ["InvalidAccessError", "InvalidAccessError"],
      });

      // Another day, another page: the keys are still there, and no file is asked for.
      const next = await context.newPage();
      await next.goto(site.url);
      const { id: second } = await gateway.seal(PARTY, { body: {} });
      const sent = await run(
        next,
        `const client = new GatewayClient({ url, party, trust, keys: await PartyKeys.of(await load("keys")) });
        const department = new Department(client);
        const items = [];
        for await (const item of department.poll({ once: true })) items.push(item.packet);
        const packet = await department.fetch({ packet: "${second}" });
        await department.acknowledge(packet, { rejected: "not-responsible" });
        const { answer } = await department.sendFeedback(packet, { note: "合成" });
        return { items, type: answer.type, to: answer.packets.map(({ recipient }) => recipient) };`,
        { url: site.url, trustFile, party: PARTY },
      );
      like(t, sent, { items: [second], type: "feedback", to: ["procuratorate"] });
      t.equal(gateway.packets.find((packet) => packet.id === second)?.receipt?.outcome, "rejected");
      t.same(problems, []);
    });
  });
}

function choose(page: Page, id: string, name: string, buffer: Buffer): Promise<void> {
  return page.setInputFiles(id, { name, mimeType: "application/octet-stream", buffer });
}
