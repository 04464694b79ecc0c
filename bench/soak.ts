/**
 * A long steady load: does the gateway grow? Lists go in, three departments are pushed to and sign, and
 * once a minute the gateway's resident memory is printed; at the end, its slope over the second half, when
 * caches and heap have found their size.
 */
import { print } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";
import { memoryMb } from "./process.ts";

/** Runs it for so many minutes at so many referrals a second, on the gateway's own embedded PostgreSQL. */
export async function runSoak(minutes: number, perSecond: number): Promise<void> {
  const gateway = await startGateway({ push: 3 });
  const samples: number[] = [];
  try {
    const body = listOf(4096);
    for (let minute = 1; minute <= minutes; minute++) {
      // A fresh token each minute: it lives for five.
      const shots = await gateway.seal(60 * perSecond, body, 3);
      await fire(gateway.process.url, shots, { width: 16, status: 202, perSecond });
      const { resident } = memoryMb(gateway.process.pid);
      samples.push(resident);
      print({ name: "soak.memory", unit: "MB resident", value: resident, minute, perSecond });
    }
    const second = samples.slice(Math.floor(samples.length / 2));
    print({ name: "soak.growth", unit: "MB/h", value: slopeOf(second) * 60, minutes, perSecond });
  } finally {
    await gateway.stop();
  }
}

/** Slope of the line through equally spaced values that has the least squares, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return spread === 0 ? 0 : values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0) / spread;
}
