/** Prints as libraries do, in a process whose log is the gateway's, and crashes. */
import { openProcessLog } from "../../src/gateway/process-log.ts";

openProcessLog("debug", { watchLogger: () => undefined });
console.warn("IMPORTANT! Eviction policy is allkeys-lru.");
console.error("[ioredis] Unhandled error event:", new TypeError("SECRET"));
console.error(new RangeError("SECRET"));
console.log("You supplied %s", "SECRET");
process.emitWarning("100% old", "DeprecationWarning", "DEP0");
setTimeout(() => void Promise.reject(new SyntaxError("SECRET")), 10);
setTimeout(() => console.log("not any more"), 5_000);
