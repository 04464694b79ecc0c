/** Keeps the clock of a running gateway: reads it again and again, and logs doubts about it. */
import type { Bilingual } from "../domain/bilingual.ts";
import type { ClockDoubt } from "../store/database-clock.ts";
import type { Prepared } from "./prepare.ts";

/** Time between two readings of the database's time, ms. */
const READ_MS = 10_000;

/** Texts of doubts that an operator must look at. A clock that only awaits the first signed time is not reported. */
const TOLD: Readonly<Record<Exclude<ClockDoubt, "unvouched">, Bilingual>> = {
  differs: {
    zh: "本机时钟与数据库时钟相差过大：在一致之前不关闭任何投递窗口、不销毁任何数据。请检查两台机器的时间同步（NTP）",
    en: "the machine's clock and the database's differ too much: no delivery window closes and nothing is destroyed until they agree; look at the time synchronisation (NTP) of both machines",
  },
  jumped: {
    zh: "数据库时钟发生跳变：在任一单位的签名时间与其一致之前，不关闭任何投递窗口、不销毁任何数据。请检查数据库所在机器的时间",
    en: "the database's clock jumped: no delivery window closes and nothing is destroyed until a party's signed time agrees with it; look at the time of the database's machine",
  },
};

/** Clock that is read again and again. */
export interface RunningClock {
  /** Contains `clock` while an operator must look at it. */
  degraded(): readonly "clock"[];
  stop(): void;
}

/** Starts to read the database's time again and again, and logs when a doubt begins and ends. */
export function keepClock({ clock, metrics, logger }: Pick<Prepared, "clock" | "metrics" | "logger">): RunningClock {
  metrics.watchClock(clock);
  const wrong = () => {
    const doubt = clock.doubt();
    return doubt === "unvouched" ? undefined : doubt;
  };
  let told: ReturnType<typeof wrong>;
  const tell = () => {
    const doubt = wrong();
    if (doubt === told) return;
    const seconds = Math.round(clock.difference() / 1000);
    if (doubt === undefined) logger.info({ seconds }, "the clock is right again");
    else logger.error({ zh: TOLD[doubt].zh, clock: doubt, seconds }, TOLD[doubt].en);
    told = doubt;
  };
  tell();
  // After a failed reading the time goes on from the last one.
  const turn = () => void clock.read().then(tell, tell);
  const timer = setInterval(turn, READ_MS).unref();
  return { degraded: () => (wrong() === undefined ? [] : ["clock"]), stop: () => clearInterval(timer) };
}
