/** Values of options, as Commander parses them. */
import { InvalidArgumentError } from "commander";

/** A whole number from 1. @throws {InvalidArgumentError} */
export function natural(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("1, 2, 3 …");
  return number;
}

/** A whole number from 0. @throws {InvalidArgumentError} */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("0, 1, 2 …");
  return number;
}

/** An option that may be given again and again: the values in their order. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Values in one text, separated by commas. */
export function list(value: string): string[] {
  return value.split(",").filter((one) => one !== "");
}
