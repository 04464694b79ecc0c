import { randomBytes } from "node:crypto";
import { createUuid7 } from "../src/wire/uuid7.ts";

let moment = 0;
const next = createUuid7(() => moment, randomBytes);

/** Makes a UUIDv7 of a moment in the past, ms. */
export function uuid7At(at: number): string {
  moment = at;
  return next();
}
