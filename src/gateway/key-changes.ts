/** Keys that parties send themselves, in a running gateway. */
import { importPublicJwk } from "../crypto/jose/jwk.ts";
import { KeyError } from "../crypto/jose/key-error.ts";
import type { PublicKey } from "../crypto/suite.ts";
import type { Flow } from "../exchange/flow.ts";
import { createKeyChanges, type KeyChanges } from "../exchange/key-changes.ts";
import type { Prepared } from "./prepare.ts";

/** Makes the handling of keys that parties send. @param reload puts what was confirmed in force, as SIGHUP does */
export function keyChangesOf(prepared: Prepared, flow: Flow, reload: () => Promise<void>): KeyChanges {
  const { store, config, logger } = prepared;
  return createKeyChanges({
    flow,
    rows: store.keyChanges,
    readKey,
    policy: config.gateway.auth.keyChanges,
    async putInForce() {
      try {
        await reload();
        return true;
      } catch (error) {
        const zh = "换钥已确认，但目录无法重新读取：新公钥在下一次 SIGHUP 或者重启时生效";
        const en =
          "a change of keys is confirmed, but the directory cannot be read again: it holds from the next SIGHUP or start";
        logger.error({ event: "keys-not-in-force", zh, error }, en);
        return false;
      }
    },
  });
}

function readKey(jwk: unknown): PublicKey | undefined {
  try {
    return importPublicJwk(jwk);
  } catch (error) {
    if (error instanceof KeyError) return undefined;
    throw error;
  }
}
