/**
 * The afternoon version as a contestant: lists in, until the last receipt is stored. Gateway, three departments
 * and the driver are processes of their own on the same cores.
 */
import { randomUUID } from "node:crypto";
import { compactJwe, compactJws, newPair } from "../compact.ts";
import { newDatabase } from "../database.ts";
import { type Contestant, measured } from "../contestant.ts";
import { listOf } from "../list.ts";
import { fire, type Shot } from "../load.ts";
import { cpuMs, startProcess } from "../process.ts";
import type { DepartmentConfig, GatewayConfig } from "./protocol.ts";

const NAMES = ["civil-affairs", "medical-insurance", "education"];

/** Starts it on a new database of a server. */
export async function startAfternoon(server: string): Promise<Contestant> {
  const database = await newDatabase(server, "aidx_bench_afternoon");
  const gatewaySig = await newPair("sig");
  const gatewayEnc = await newPair("enc");
  const sender = await newPair("sig");
  const file = (name: string) => new URL(name, import.meta.url).pathname;

  const departments = await Promise.all(
    NAMES.map(async (id) => {
      const [sig, enc] = [await newPair("sig"), await newPair("enc")];
      const config: DepartmentConfig = { id, sig: sig.privateJwk, enc: enc.privateJwk, gateway: gatewaySig.publicJwk };
      const started = await startProcess([file("department.ts")], { config });
      return { started, entry: { id, url: `${started.url}/`, sig: sig.publicJwk, enc: enc.publicJwk } };
    }),
  );
  const config: GatewayConfig = {
    databaseUrl: database.url,
    sig: gatewaySig.privateJwk,
    enc: gatewayEnc.privateJwk,
    senders: [{ id: "procuratorate", sig: sender.publicJwk }],
    departments: departments.map(({ entry }) => entry),
  };
  const gateway = await startProcess([file("gateway.ts")], { config });

  const body = listOf(4096);
  const signer = { kid: sender.publicJwk.kid, privateKey: sender.privateKey };
  const shot = (): Shot => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: "procuratorate", aud: "gateway", iat, jti: randomUUID(), to: NAMES, body };
    const jws = compactJws(claims, "aid-message+jwt", signer);
    const jwe = compactJwe(jws, { kid: gatewayEnc.publicJwk.kid, jwk: gatewayEnc.publicJwk });
    return { path: "/messages", headers: { "content-type": "application/jose" }, body: jwe };
  };
  /** Waits for so many receipts; when the last was stored, ms since the epoch. Seldom: looking must not be measured. */
  const settled = async (count: number): Promise<number> => {
    for (;;) {
      const [now] = await database.query(
        "select count(*) as n, extract(epoch from max(received_at)) * 1000 as at from receipts",
      );
      if (Number(now?.n) >= count) return Number(now?.at);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const cpu = () => ({
    gateway: cpuMs(gateway.pid),
    departments: departments.reduce((sum, { started }) => sum + cpuMs(started.pid), 0),
    postgres: database.cpuMs(),
    driver: cpuMs(process.pid),
  });
  let sent = 0;
  return {
    async round(referrals) {
      const shots = Array.from({ length: referrals }, shot);
      sent += referrals;
      return measured(referrals, cpu, async () => {
        const began = Date.now();
        await fire(gateway.url, shots, { width: 16, status: 202 });
        return ((await settled(sent * NAMES.length)) - began) / 1000;
      });
    },
    async stop() {
      await gateway.stop();
      await Promise.all(departments.map(({ started }) => started.stop()));
      await database.drop();
    },
  };
}
