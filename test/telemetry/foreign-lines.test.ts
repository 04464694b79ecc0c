import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import t from "tap";
import { like } from "../support/like.ts";

const PROGRAM = fileURLToPath(new URL("printing.ts", import.meta.url));

t.test(
  "what libraries print, warnings and a crash are lines of the log, without the message of an error",
  async (t) => {
    const child = spawn(process.execPath, [PROGRAM], { stdio: ["ignore", "pipe", "pipe"] });
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    t.equal(out, "", "nothing of it on standard output");
    const lines = err
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    like(t, lines, [
      { level: "warn", event: "printed", msg: "IMPORTANT! Eviction policy is allkeys-lru." },
      { level: "error", event: "printed", err: { name: "TypeError" }, msg: "[ioredis] Unhandled error event:" },
      { level: "error", event: "printed", err: { name: "RangeError" } },
      { level: "info", event: "printed", msg: "You supplied %s" },
      { level: "warn", event: "warning", warning: "DeprecationWarning", code: "DEP0", msg: "100% old" },
      { level: "fatal", event: "crash", origin: "unhandledRejection", err: { name: "SyntaxError" } },
    ]);
    t.equal(lines.length, 6);
    t.notMatch(err, "SECRET");
    t.equal(code, 1);
  },
);
