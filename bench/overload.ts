/**
 * Overload: two and a half times what the gateway can do, and a party that sends halves of bodies. What is admitted under
 * the first, and the memory that the second takes.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Pool } from "undici";
import { newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";
import { type BenchGateway, startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire, type Shot } from "./load.ts";
import { memoryMb } from "./process.ts";

const RECIPIENTS = 3;
/** Calls at once with which the capacity is measured: as many as are worked on, so that none waits. */
const WIDTH = 16;
const TIMES = 2.5;
const SECONDS = 8;
/** Half-sent bodies of the flood, and what is sent of each, bytes. */
const HALVES = 2900;
const HALF_BYTES = 900_000;

/** Runs it on a database server. */
export async function runOverload(server: string): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_overload");
  const gateway = await startGateway({ databaseUrl: database.url });
  try {
    const body = listOf(4096);
    const about = { recipients: RECIPIENTS, list: Buffer.byteLength(JSON.stringify(body)) };
    await fire(gateway.process.url, await gateway.seal(200, body, RECIPIENTS), { width: WIDTH, status: 202 });
    const full = await fire(gateway.process.url, await gateway.seal(800, body, RECIPIENTS), {
      width: WIDTH,
      status: 202,
    });
    const perSecond = Math.ceil((TIMES * 800) / full.seconds);
    print({ name: "overload.capacity", unit: "referrals/s", value: 800 / full.seconds, width: WIDTH, ...about });

    const shots = await gateway.seal(perSecond * SECONDS, body, RECIPIENTS);
    const [offered, health] = await Promise.all([offer(gateway.process.url, shots, perSecond), probe(gateway)]);
    const ms = (status: number) => offered.filter((one) => one.status === status).map((one) => one.ms);
    const [accepted, refused] = [ms(202), ms(503)];
    print({ name: "overload.accepted", unit: "referrals/s", value: accepted.length / SECONDS, perSecond, ...about });
    print({ name: "overload.accepted.p50", unit: "ms", value: quantile(accepted, 0.5), perSecond });
    print({ name: "overload.accepted.p99", unit: "ms", value: quantile(accepted, 0.99), target: 2000, perSecond });
    print({ name: "overload.refused", unit: "503/s", value: refused.length / SECONDS, perSecond });
    print({ name: "overload.refused.p99", unit: "ms", value: quantile(refused, 0.99), perSecond });
    print({ name: "overload.other", unit: "answers", value: offered.length - accepted.length - refused.length });
    print({ name: "overload.health.p99", unit: "ms", value: quantile(health, 0.99), target: 100, perSecond });

    const { pid } = await gateway.restart();
    const [shot] = await gateway.seal(1, body, RECIPIENTS);
    print({ name: "overload.halves.before", unit: "MB resident", value: memoryMb(pid).resident });
    if (shot !== undefined) await sendHalves(gateway.process.url, shot);
    print({
      name: "overload.halves.peak",
      unit: "MB resident",
      value: memoryMb(pid).peak,
      target: 450,
      halves: HALVES,
    });
    await new Promise((resolve) => setTimeout(resolve, 5000));
    print({ name: "overload.halves.after", unit: "MB resident", value: memoryMb(pid).resident, halves: HALVES });
  } finally {
    await gateway.stop();
    await database.drop();
  }
}

/** Sends each shot at its own time, whatever became of the others. */
async function offer(
  origin: string,
  shots: readonly Shot[],
  perSecond: number,
): Promise<{ status: number; ms: number }[]> {
  const pool = new Pool(origin, { connections: 2000, pipelining: 1 });
  const began = performance.now();
  try {
    return await Promise.all(
      shots.map(async (shot, index) => {
        const due = began + (index * 1000) / perSecond;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
        const { statusCode, body } = await pool.request({ method: "POST", ...shot, headers: { ...shot.headers } });
        await body.dump();
        return { status: statusCode, ms: performance.now() - due };
      }),
    );
  } finally {
    await pool.close();
  }
}

/** Asks for the health of the process all the while, ms of each answer. */
async function probe({ process: { url } }: BenchGateway): Promise<number[]> {
  const pool = new Pool(url, { connections: 1 });
  const answers: number[] = [];
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    const began = performance.now();
    const { body } = await pool.request({ method: "GET", path: "/healthz" });
    await body.dump();
    answers.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await pool.close();
  return answers;
}

/** Sends the halves of many bodies over connections of their own, holds them for some seconds and goes away. */
async function sendHalves(origin: string, { path, headers }: Shot): Promise<void> {
  const { hostname, port } = new URL(origin);
  const fields = Object.entries({ host: "x", ...headers, "content-length": 1_000_000 });
  const head = `POST ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const half = Buffer.alloc(HALF_BYTES, "x");
  const sockets: Socket[] = [];
  for (let n = 0; n < HALVES; n++) {
    const socket = connect(Number(port), hostname);
    // The gateway cuts what it has refused.
    socket.on("error", () => undefined).resume();
    sockets.push(socket);
    await Promise.race([once(socket, "connect"), once(socket, "close")]);
    socket.write(head);
    socket.write(half);
  }
  await new Promise((resolve) => setTimeout(resolve, 5000));
  for (const socket of sockets) socket.destroy();
}
