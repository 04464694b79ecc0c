/** Follows the other gateways on the database: a SIGHUP to one puts directory, keys and deadlines in force for all. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "../config/load.ts";
import { gatewayKeysSnapshot } from "../directory/directory.ts";
import type { Flow } from "../exchange/flow.ts";
import { clocksFrom } from "./clocks.ts";
import { type Prepared, readDirectory, readKeyring } from "./prepare.ts";
import type { Parties } from "./reload.ts";

/** Time between two looks, ms. */
const LOOK_MS = 2_000;
/** Time after a look that was asked for until the next one, ms: whoever sends unknown keys must not keep the disk busy. */
const ASKED_MS = 250;
/** Most calls that wait for that time to pass, since each keeps others from being worked on. */
const MOST_WAITING = 4;

/** Follower of other gateways. */
export interface Follower {
  /**
   * Looks for a key that this process does not know: at once, or when a moment has passed since the look before. All that
   * ask meanwhile wait for the same look; when very many do, the others get false at once.
   * @returns whether other keys or another directory are in force now
   */
  look(): Promise<boolean>;
  stop(): void;
}

/**
 * Starts to look at the versions of directory, keys and deadlines that the gateways on this database put in force last. Where they are
 * others than this process has, its files are read again, and hold when they are those versions. Until then, also while they
 * cannot be read, what is in force goes on, and the operator is told once. Files that no gateway has put in force wait for SIGHUP.
 *
 * @param elapsed monotonic clock, ms
 * @param apply puts what was read in force
 */
export function followReloads(
  prepared: Prepared,
  flow: Pick<Flow, "settings">,
  elapsed: () => number,
  apply: (parties: Parties) => void,
): Follower {
  const { store, options, logger, config } = prepared;
  let keyFiles: string | undefined;
  /** State in which the files were not those that are in force; read again by the timer alone, since it takes long. */
  let differed = "";
  let looking: Promise<boolean> | undefined;
  let asked: Promise<boolean> | undefined;
  let nextAskedAt = 0;
  let waiting = 0;
  const versionsOf = ({ directory, keyring, clocks }: Parties) =>
    [
      directory.version,
      gatewayKeysSnapshot(flow.settings.gatewayId, keyring.jwks, keyring.log).version,
      clocks.snapshot.version,
    ].join(" ");
  const inForce = (): Parties => ({
    directory: prepared.directory.current(),
    keyring: prepared.keyring,
    clocks: prepared.clocks,
  });

  /** Reads the files. Their warnings come with the reload that puts them in force, and not with each look. */
  async function readFiles(): Promise<Parties> {
    const quiet = logger.child({}, { level: "silent" });
    const now = await loadConfig(options.env, options.cwd);
    const confirmed = await store.keyChanges.confirmedKeys();
    const [keyring, directory] = [await readKeyring(now, quiet), await readDirectory(now, confirmed, quiet)];
    return { keyring, directory, clocks: clocksFrom(now) };
  }

  async function take(again: boolean): Promise<boolean> {
    const recorded = (await store.snapshotVersions(["directory", "gateway-keys", "clock-rules"])).join(" ");
    const files = await stateOf(path.join(config.environment.keysDir, "gateway"));
    // A key for access tokens is not recorded, but its file is new.
    if (recorded === versionsOf(inForce()) && files === (keyFiles ?? files)) {
      keyFiles = files;
      return false;
    }
    const state = `${recorded}\n${files}`;
    if (again && state === differed) return false;
    const read = await readFiles().catch((error: unknown) => ({ error }));
    if ("error" in read || versionsOf(read) !== recorded) {
      const zh =
        "另一网关已启用新的单位目录、密钥或期限规则，而本机文件不同或无法读取：继续使用原有内容，待文件一致后自动生效";
      const en =
        "another gateway has put another directory, other keys or other deadlines in force, and the files here are others or cannot be read: what this one has goes on until they are the same";
      if (state !== differed && recorded !== versionsOf(inForce())) {
        logger.warn({ event: "files-differ", zh, ...("error" in read ? read : {}) }, en);
      }
      differed = state;
      return false;
    }
    keyFiles = files;
    if (recorded === versionsOf(inForce()) && tokenKids(read) === tokenKids(inForce())) return false;
    apply(read);
    logger.info(
      { event: "followed", zh: "已随其他网关启用新的单位目录、密钥和期限规则" },
      "followed another gateway's directory, keys and deadlines",
    );
    return true;
  }

  function look(again: boolean): Promise<boolean> {
    // A failed look changes nothing that is in force; the next one tries again.
    looking ??= take(again)
      .catch(() => false)
      .finally(() => (looking = undefined));
    return looking;
  }

  async function lookAsked(): Promise<boolean> {
    await pause(Math.max(0, nextAskedAt - elapsed()));
    try {
      return await look(true);
    } finally {
      nextAskedAt = elapsed() + ASKED_MS;
      asked = undefined;
      waiting = 0;
    }
  }

  function ask(): Promise<boolean> {
    if (elapsed() < nextAskedAt && ++waiting > MOST_WAITING) return Promise.resolve(false);
    return (asked ??= lookAsked());
  }

  const timer = setInterval(() => void look(false), LOOK_MS).unref();
  void look(false);
  return { look: ask, stop: () => clearInterval(timer) };
}

function tokenKids({ keyring }: Parties): string {
  return [...keyring.tokens.keys()].join(" ");
}

/** Names and times of the files of a folder: other ones, when a key was rotated. */
async function stateOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).toSorted();
  const times = await Promise.all(
    names.map(async (name) => `${name} ${(await stat(path.join(folder, name))).mtimeMs}`),
  );
  return times.join("\n");
}
