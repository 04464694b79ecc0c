import { createPrivateKey } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t, { type Test } from "tap";
import type { DeliveryDocument } from "../../src/directory/directory-document.ts";
import { type DirectorySource, loadDirectory } from "../../src/directory/directory.ts";
import { directoryChanges } from "../../src/directory/changes.ts";
import { ConfigError } from "../../src/domain/config-fault.ts";
import { certificate } from "../support/certificates.ts";
import { rejection } from "../support/refusal.ts";

const PASSPHRASE = "correct horse battery staple";
const authority = certificate("authority.example");
const client = certificate("gateway.example", { issuer: authority });
const encrypted = createPrivateKey(client.key)
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: PASSPHRASE })
  .toString();

/** A keys directory with these files, each for its owner only. */
async function keysDir(t: Test, files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "aidx-keys-"));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content, { mode: 0o600 });
  return dir;
}

function load(keysDir: string, delivery: Partial<DeliveryDocument>, more: Partial<DirectorySource> = {}) {
  const party = {
    id: "housing",
    kind: "department",
    name: { zh: "示例单位", en: "Example" },
    division: "990101",
    suites: ["jose"],
    delivery: { mode: "push", endpoint: "https://housing.example/", ...delivery },
    keys: { jwks: { keys: [] } },
    active: true,
  } as const;
  return loadDirectory({
    document: { parties: [party] },
    keysDir,
    mode: "development",
    now: Date.now(),
    suites: new Set(["jose"]),
    confirmed: [],
    ...more,
  });
}

async function faultsOf(loading: Promise<unknown>): Promise<string[]> {
  const { faults = [] } = (await rejection(ConfigError, () => loading)) ?? {};
  return faults.map(({ source, pointer, en, zh }) => {
    t.match(zh, /[\u4e00-\u9fff]/);
    return `${source}${pointer} ${en}`;
  });
}

t.test("certificates and keys of an endpoint are read, an encrypted key with the gateway's passphrase", async (t) => {
  const files = {
    "ca.pem": `some text\n${authority.cert}${certificate("second.example").cert}`,
    "cert.pem": client.cert + authority.cert,
  };
  for (const [key, more] of [
    [client.key, {}],
    [encrypted, { passphrase: PASSPHRASE }],
    [encrypted, { passphrase: PASSPHRASE, mode: "production" }],
    [client.key, { mode: "production" }],
  ] as const) {
    const dir = await keysDir(t, { ...files, "key.pem": key });
    const { directory, warnings } = await load(
      dir,
      { ca: "ca.pem", clientCert: "cert.pem", clientKey: "key.pem" },
      more,
    );
    const tls = directory.endpointTls("housing");
    t.equal(tls?.ca?.match(/BEGIN/g)?.length, 2);
    t.equal(tls?.cert?.match(/BEGIN/g)?.length, 2);
    t.equal(tls?.key, client.key);
    t.same(
      warnings.map(({ en }) => en),
      ["housing has no public keys yet: it gets no token and no packet"],
    );
    t.notMatch(directory.document, "PRIVATE");
    t.same(Object.keys(directory.party("housing")?.delivery ?? {}), ["mode", "endpoint"], "the flow sees none of it");
  }
});

t.test("files that cannot be used are named with their place", async (t) => {
  const dir = await keysDir(t, {
    "ca.pem": authority.cert,
    "cert.pem": client.cert,
    "key.pem": client.key,
    "encrypted.pem": encrypted,
    "other.pem": certificate("other.example").key,
    "open.pem": client.key,
    "text.pem": "hello",
    "torn.pem": authority.cert.replace(/\n.{20}/, "\n"),
  });
  await chmod(join(dir, "open.pem"), 0o640);
  const place = (member: string) => `directory.json/parties/0/delivery/${member}`;
  const pair = { clientCert: "cert.pem", clientKey: "key.pem" };
  const strict = { mode: "production", passphrase: PASSPHRASE } as const;
  for (const [delivery, more, fault] of [
    [{ ca: "none.pem" }, {}, `${place("ca")} names a file that does not exist`],
    [{ ca: "." }, {}, `${place("ca")} names a file that cannot be read`],
    [{ ca: "text.pem" }, {}, `${place("ca")} must be a PEM file of X.509 certificates`],
    [{ ca: "torn.pem" }, {}, `${place("ca")} must be a PEM file of X.509 certificates`],
    [{ ...pair, clientKey: "none.pem" }, {}, `${place("clientKey")} names a file that does not exist`],
    [{ ...pair, clientKey: "text.pem" }, {}, `${place("clientKey")} must be a private key in PEM`],
    [
      { ...pair, clientKey: "open.pem" },
      {},
      `${place("clientKey")} must not be open to group or others (chmod go-rwx)`,
    ],
    [
      { ...pair, clientKey: "other.pem" },
      {},
      `${place("clientKey")} is not the key of the first certificate in clientCert`,
    ],
    [
      { ...pair, clientKey: "encrypted.pem" },
      {},
      `${place("clientKey")} does not open with the passphrase of AIDX_KEY_PASSPHRASE_FILE`,
    ],
    [
      { ...pair, clientKey: "encrypted.pem" },
      { passphrase: "wrong horse battery" },
      `${place("clientKey")} does not open with the passphrase of AIDX_KEY_PASSPHRASE_FILE`,
    ],
    [
      pair,
      strict,
      `${place("clientKey")} must be encrypted under the passphrase of AIDX_KEY_PASSPHRASE_FILE in production`,
    ],
  ] as const) {
    t.same(await faultsOf(load(dir, delivery, more)), [fault]);
  }
});

t.test("a certificate that ends soon is warned of", async (t) => {
  const ended = certificate("old.example", { notAfter: new Date("2026-01-05T00:00:00Z") });
  const dir = await keysDir(t, { "ca.pem": ended.cert });
  const warned = async (now: string) => {
    const { warnings } = await load(dir, { ca: "ca.pem" }, { now: Date.parse(now) });
    return warnings.filter(
      ({ en }) => en === "a certificate for the endpoint of housing is valid until 2026-01-05 only",
    ).length;
  };
  t.equal(await warned("2025-12-01T00:00:00Z"), 0);
  t.equal(await warned("2025-12-10T00:00:00Z"), 1);
  t.equal(await warned("2026-02-01T00:00:00Z"), 1);
});

t.test("another certificate in the same file is a change that the log records", async (t) => {
  const dir = await keysDir(t, { "ca.pem": authority.cert });
  const before = (await load(dir, { ca: "ca.pem" })).directory;
  t.equal((await load(dir, { ca: "ca.pem" })).directory.version, before.version);
  await writeFile(join(dir, "ca.pem"), certificate("authority.example").cert);
  const after = (await load(dir, { ca: "ca.pem" })).directory;
  t.same(directoryChanges(before.document, after.document), [
    { type: "directory", change: "party-changed", party: "housing", members: ["tls"] },
  ]);
});
