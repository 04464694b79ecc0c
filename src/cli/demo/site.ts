import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JwkSet } from "../../sdk/index.ts";
import { readText } from "../../files/text-file.ts";

/** Folder of the demo's gateway with its own configuration, keys, data and log. */
export interface Site {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The configuration that comes with the project. */
const CONFIG = fileURLToPath(new URL("../../../config", import.meta.url));

/**
 * Settings that differ from the project's own: short waits, so that a viewer sees faulty endpoints recover, and
 * delivery to this machine.
 */
const DELIVERY = {
  retry: { baseSeconds: 1, maxSeconds: 2 },
  connectTimeoutMs: 500,
  responseTimeoutMs: 1500,
  leaseSeconds: 15,
  relayIntervalMs: 100,
  inboxIntervalMs: 100,
  requireHttps: false,
  allowPrivateAddresses: ["127.0.0.0/8"],
};

/**
 * Makes the demo's folder.
 * @param endpoints push endpoints by party; all other parties fetch their packets
 * @param witness that cosigns the log
 */
export async function makeSite(
  dir: string,
  endpoints: ReadonlyMap<string, string>,
  witness: { readonly url: string; readonly key: string },
): Promise<Site> {
  const config = join(dir, "config");
  await mkdir(join(dir, "keys"), { recursive: true, mode: 0o700 });
  await cp(CONFIG, config, { recursive: true });
  await change<{ delivery?: object; log?: object }>(join(config, "gateway.json"), (gateway) => {
    gateway.delivery = { ...gateway.delivery, ...DELIVERY };
    gateway.log = { ...gateway.log, witnesses: [{ url: witness.url, key: witness.key }], quorum: 1 };
  });
  await change<{ parties: { id: string; delivery: object }[] }>(join(config, "directory.json"), ({ parties }) => {
    for (const party of parties) {
      const endpoint = endpoints.get(party.id);
      party.delivery = endpoint === undefined ? { mode: "pull" } : { mode: "push", endpoint };
    }
  });
  const env = {
    AIDX_PORT: "0",
    AIDX_CONFIG_DIR: config,
    AIDX_KEYS_DIR: join(dir, "keys"),
    AIDX_DATA_DIR: join(dir, "data"),
  };
  return { dir, env };
}

/** Reads the private keys that the gateway's first start made for a party. */
export async function keysOf(site: Site, party: string): Promise<JwkSet> {
  return JSON.parse(await readText(join(site.dir, "keys", "dev", `${party}.jwks.json`))) as JwkSet;
}

async function change<T>(file: string, edit: (content: T) => void): Promise<void> {
  const content = JSON.parse(await readText(file)) as T;
  edit(content);
  await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
