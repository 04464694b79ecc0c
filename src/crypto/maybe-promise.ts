import type { MaybePromise } from "./suite.ts";

/** Applies `next` to a value: at once, or when the promise of it resolves. */
export function andThen<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? later(value, next) : next(value);
}

async function later<T, U>(value: Promise<T>, next: (value: T) => MaybePromise<U>): Promise<U> {
  return next(await value);
}
