/** The witnesses of a running gateway (C2SP tlog-witness). */
import { setTimeout as sleep } from "node:timers/promises";
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { LogReader } from "../log/log-reader.ts";
import { createLogSigner } from "../log/log-signer.ts";
import { createLogReader } from "../log/stored-log.ts";
import type { WitnessQuorum } from "../log/witness-quorum.ts";
import { NATIVE_HASHER } from "../tlog/native-hasher.ts";
import { sha256 } from "../tlog/native-sha256.ts";
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from "../tlog/note.ts";
import { ConfigError } from "../domain/config-fault.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { AddressGuard } from "../courier/address-guard.ts";
import { createWitnessClient, type WitnessHttp } from "../courier/witness-client.ts";
import type { Prepared } from "./prepare.ts";
import type { AskedWitness } from "../log/witnesses/witness-task.ts";
import { createWitnessing } from "../log/witnesses/witnessing.ts";

/** Longest wait for a witness's answer, ms. A start waits as long for witnesses that are down. */
const ANSWER_MS = 3000;

/** Contract between the log and its witnesses. */
export interface RunningWitnessing {
  /** The configured witnesses, and how many of them are needed. */
  readonly quorum: WitnessQuorum;
  /** Shows the witnesses a checkpoint that this process has just published, or found published. Never throws. */
  readonly published: (checkpoint: SignedCheckpoint) => void;
  /** Checkpoints of this log that the witnesses keep, asked for now; the log signs nothing that contradicts them. */
  readonly seenElsewhere: () => Promise<readonly string[]>;
  /** Checkpoints of the same kind that came to light since the start. */
  readonly shown: () => readonly string[];
  close(): Promise<void>;
}

/** The configured witnesses, and how each is reached. */
export interface OpenWitnesses {
  readonly asked: readonly AskedWitness[];
  readonly quorum: WitnessQuorum;
  readonly originHash: string;
  close(): Promise<void>;
}

/**
 * Reads the witnesses' keys and the quorum.
 *
 * @throws {ConfigError} for a key that is no witness's, two of one name or key, or a quorum that cannot be reached
 */
export function configuredQuorum(config: GatewayConfig): WitnessQuorum {
  const { witnesses, quorum = witnesses.length } = config.gateway.log;
  const keys = witnesses.map(({ key }, n) => witnessKey(key, `/log/witnesses/${n}/key`));
  if (new Set(keys.map(({ name }) => name)).size < keys.length) {
    throw fault("/log/witnesses", "two witnesses have one name", "两个见证方同名");
  }
  // What a cosignature signs does not hold the witness's name: one key under two names would count twice.
  if (new Set(keys.map(({ publicKey }) => publicKey.join())).size < keys.length) {
    throw fault("/log/witnesses", "two witnesses have one key", "两个见证方使用同一密钥");
  }
  if (quorum > keys.length) throw fault("/log/quorum", "is more than there are witnesses", "大于见证方数目");
  return { witnesses: keys, quorum };
}

/** Makes a client for each configured witness. @throws {ConfigError} as `configuredQuorum` */
export function openWitnesses(config: GatewayConfig, guard: AddressGuard): OpenWitnesses {
  const { origin, witnesses } = config.gateway.log;
  const quorum = configuredQuorum(config);
  const clients: WitnessHttp[] = [];
  const asked = quorum.witnesses.map((key, n) => {
    const client = createWitnessClient(witnesses[n]?.url ?? "", guard, ANSWER_MS);
    clients.push(client);
    return { key, client };
  });
  return {
    asked,
    quorum,
    originHash: Buffer.from(sha256(Buffer.from(origin))).toString("hex"),
    close: async () => void (await Promise.all(clients.map((client) => client.close()))),
  };
}

/** Starts to ask the witnesses for cosignatures. @throws {ConfigError} as `configuredQuorum` */
export function startWitnessing(prepared: Prepared): RunningWitnessing {
  const { config, store, metrics, guard, logger } = prepared;
  const { origin } = config.gateway.log;
  const open = openWitnesses(config, guard);
  const signer = () => createLogSigner(origin, prepared.keyring.log);
  const reader: LogReader = createLogReader(store.logRows, signer, NATIVE_HASHER, { quorum: open.quorum });
  const witnessing = createWitnessing({
    log: reader,
    rows: store.logRows,
    witnesses: open.asked,
    quorum: open.quorum.quorum,
    originHash: open.originHash,
    targetMs: ANSWER_MS,
    pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    observe: metrics.witness,
    alarm(witness, alarm, size) {
      const text = {
        ahead: "A WITNESS HAS SEEN A LARGER TREE OF THIS LOG · 见证方见过更大的日志：数据库可能被回退",
        refused: "A WITNESS REFUSES THIS LOG AS ANOTHER TREE · 见证方拒绝：日志与其所见不一致",
        "unknown-key":
          "A WITNESS DOES NOT KNOW THE LOG'S KEY: give it the line of `aidx log key` · 见证方不认识日志公钥：请将 `aidx log key` 输出的公钥交给见证方",
      };
      logger.error({ where: "witness", witness, alarm, size }, text[alarm]);
    },
  });
  return {
    quorum: open.quorum,
    published: witnessing.published,
    seenElsewhere: witnessing.seenElsewhere,
    shown: witnessing.shown,
    async close() {
      // Both at once: what hangs at a witness that stalls ends with its connection.
      await Promise.all([witnessing.stop(), open.close()]);
    },
  };
}

function witnessKey(vkey: string, pointer: string): VerifierKey {
  let key: VerifierKey | undefined;
  try {
    key = parseVerifierKey(vkey, sha256);
  } catch {
    // The fault is made below, without the text that was given.
  }
  if (key?.type !== SIGNATURE_TYPES.cosignature) {
    throw fault(
      pointer,
      "must be the vkey of a witness, as `aidx witness` prints it",
      "须为 `aidx witness` 启动时输出的见证方公钥",
    );
  }
  return key;
}

function fault(pointer: string, en: string, zh: string): ConfigError {
  return new ConfigError([{ source: "gateway", pointer, en, zh }]);
}
