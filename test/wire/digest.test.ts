import { hash } from "node:crypto";
import t from "tap";
import { formatDigest, parseDigest } from "../../src/wire/digest.ts";

t.test("RFC 9530 appendix B.1: the digest of a representation", async (t) => {
  const digest = hash("sha256", '{"hello": "world"}\n', "buffer");
  t.equal(formatDigest(digest), "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
  t.same(parseDigest(formatDigest(digest)), digest);
});

t.test("a digest written in any other way is refused", async (t) => {
  const text = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
  for (const other of [
    text.replace("Dg=", "Dh="), // stray bits
    text.replace("=:", ":"), // padding left out
    text.replace("/", "_"),
    text.toUpperCase(),
    ` ${text}`,
    `${text}\n`,
    `${text}, ${text}`,
    text.replace("sha-256", "sha-512"),
    "sha-256=::",
    "",
  ]) {
    t.equal(parseDigest(other), undefined, other);
  }
});
