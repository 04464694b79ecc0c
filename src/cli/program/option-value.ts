/** Values of options and arguments, checked for their form. */
import { InvalidArgumentError } from "commander";
import { isUuid7 } from "../../wire/uuid7.ts";
import { CommandError } from "../terminal/exit-code.ts";

/** Refuses arguments that cannot be ids of messages, packets or threads. @throws {CommandError} `usage` */
export function requireIds(ids: readonly string[]): void {
  if (ids.every(isUuid7)) return;
  throw new CommandError("usage", { zh: "标识须为小写 UUIDv7", en: "an id is a UUIDv7 in lower case" });
}

/** Reads a whole number from 1. @throws {InvalidArgumentError} */
export function natural(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("1, 2, 3 …");
  return number;
}

/** Reads a whole number from 0. @throws {InvalidArgumentError} */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("0, 1, 2 …");
  return number;
}

/** Collects the values of an option that may be given several times, in their order. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Splits a list of values that are separated by commas. */
export function list(value: string): string[] {
  return value.split(",").filter((one) => one !== "");
}
