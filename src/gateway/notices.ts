/** The notices of deadlines of a running gateway, looked for in the background. */
import { createNotices, type Notices } from "../casework/notice/notices.ts";
import type { Flow } from "../exchange/flow.ts";
import { buildOwnMessage } from "../exchange/own-message.ts";
import type { Prepared } from "./prepare.ts";

/** Time between two looks, ms. Clocks in hours are told so soon after they come near their end. */
const LOOK_MS = 60_000;

/** Notices that are looked for again and again. */
export interface RunningNotices extends Notices {
  /** Ends after the look under way. */
  stop(): Promise<void>;
}

/** Makes the notices: each item under the rules and the calendar under which it began. */
export function createRunningNotices(prepared: Prepared, flow: Flow): Notices {
  const { store, config, logger } = prepared;
  const [hours = 0, minutes = 0] = config.gateway.notices.at.split(":").map(Number);
  return createNotices({
    rows: store.noticeRows,
    cases: store.caseRows,
    versions: prepared.clockVersions,
    directory: flow.directory,
    division: (party) => flow.directory().party(party)?.division,
    calendar: () => prepared.clocks.calendar,
    now: () => flow.clock.now(),
    from: (hours * 60 + minutes) * 60_000,
    build: ({ to, body, jti, day, items }) =>
      buildOwnMessage(flow, {
        type: "reminder",
        version: "1",
        to,
        body,
        jti,
        entry: ["reminder", { kind: "1", day, items }],
      }),
    sent(recipient, items) {
      flow.observer.accepted("reminder", 1);
      const zh = "已向部门发出期限提示";
      logger.info({ event: "notice", zh, recipient, items }, "a department was told of its deadlines");
    },
  });
}

/** Starts to look for what departments have to be told. Several gateways take turns. */
export function startNotices(prepared: Prepared, flow: Flow): RunningNotices {
  const notices = createRunningNotices(prepared, flow);
  const { store, config } = prepared;
  let running: Promise<unknown> = Promise.resolve();

  async function turn(): Promise<void> {
    // Nobody is told that time is over by a clock that may be wrong.
    if (!flow.clock.sound()) return;
    if (await store.noticeRows.takeTurn(flow.clock.now(), LOOK_MS - 1_000)) await notices.look();
  }

  const begin = () => {
    running = running.then(turn).catch((error: unknown) => flow.observer.fault("notices", error));
  };
  const timer = config.gateway.notices.enabled ? setInterval(begin, LOOK_MS).unref() : undefined;
  return {
    look: notices.look,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
