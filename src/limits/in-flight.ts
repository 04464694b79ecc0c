/** Calls, and the bytes that they hold in memory. */
export interface Load {
  readonly calls: number;
  readonly bytes: number;
}

/** A call under way. */
export interface CallInFlight {
  /** Counts bytes that the call holds from now on. */
  hold(bytes: number): void;
  /** Tells whether its caller is within its bound, this call included. */
  isWithin(): boolean;
  /** Ends it; more than once is the same as once. */
  end(): void;
}

/** A call that is about to begin. */
export interface Arrival {
  /** Most bytes of its body. */
  readonly bytes: number;
  /** Accounts that it counts in, that of its caller first, each with its bound. */
  readonly accounts: readonly [AccountBound, ...AccountBound[]];
  /**
   * Ends the call at the other side for a newer one that finds no room in an account of both; false when it is too late for
   * that, and will be. Absent: a call is never ended for another.
   */
  readonly giveWay?: () => boolean;
}

/** An account by its name, with what it may hold. */
export interface AccountBound {
  readonly name: string;
  readonly bound: Load;
}

/** Load that changes, and the calls that may give way. */
interface Account {
  calls: number;
  bytes: number;
  readonly giving: Set<{ readonly giveWay: () => boolean; end(): void }>;
}

/** Counts calls under way and the bytes that they hold, in accounts: of a caller, of a kind of callers, of all. */
export class InFlight {
  readonly #accounts = new Map<string, Account>();

  /** Load of an account now. */
  of(name: string): Load {
    const { calls, bytes } = this.#accounts.get(name) ?? NONE;
    return { calls, bytes };
  }

  /** Begins a call. Returns the name of the first account that has no room for it when it may not. */
  begin({ bytes, accounts, giveWay }: Arrival): CallInFlight | string {
    const [caller] = accounts;
    const tooLarge = accounts.find(({ bound }) => bytes > bound.bytes);
    if (tooLarge !== undefined) return tooLarge.name;
    for (const { name, bound } of accounts) {
      while (!fits(this.of(name), bytes, bound)) if (!this.#makeRoom(name)) return name;
    }
    const open = accounts.map(({ name }) => this.#open(name));
    const count = (calls: number, more: number) => {
      for (const account of open) {
        account.calls += calls;
        account.bytes += more;
      }
    };
    let held: number | undefined = bytes;
    count(1, bytes);
    const call = {
      giveWay: giveWay ?? (() => false),
      hold(more: number) {
        if (held === undefined) return;
        held += more;
        count(0, more);
      },
      isWithin: () => within(this.of(caller.name), caller.bound),
      end: () => {
        if (held === undefined) return;
        count(-1, -held);
        held = undefined;
        for (const { giving } of open) giving.delete(call);
        for (const { name } of accounts) if (this.of(name).calls === 0) this.#accounts.delete(name);
      },
    };
    if (giveWay !== undefined) for (const { giving } of open) giving.add(call);
    return call;
  }

  #open(name: string): Account {
    const account = this.#accounts.get(name) ?? { calls: 0, bytes: 0, giving: new Set() };
    this.#accounts.set(name, account);
    return account;
  }

  /** Ends the oldest call of an account that still can give way; false when there is none. */
  #makeRoom(name: string): boolean {
    const giving = this.#accounts.get(name)?.giving;
    for (const call of giving ?? []) {
      if (!call.giveWay()) {
        giving?.delete(call);
        continue;
      }
      call.end();
      return true;
    }
    return false;
  }
}

const NONE: Load = { calls: 0, bytes: 0 };

/** Tells whether a load is within a bound. */
export function within(load: Load, bound: Load): boolean {
  return load.calls <= bound.calls && load.bytes <= bound.bytes;
}

function fits({ calls, bytes }: Load, more: number, bound: Load): boolean {
  return within({ calls: calls + 1, bytes: bytes + more }, bound);
}
