import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import t from "tap";
import { scanLogs } from "../support/gateway/log-scan.ts";
import { samplePersons } from "../support/gateway/persons.ts";

t.test("log scan: it finds a person, a token and a key", async (t) => {
  const persons = samplePersons();
  t.ok(persons.size > 10, "the samples name persons");
  const directory = mkdtempSync(path.join(tmpdir(), "aidx-logs-"));
  writeFileSync(path.join(directory, "clean.log"), '{"level":"info","msg":"answered"}\n');
  for (const person of persons) {
    writeFileSync(path.join(directory, "person.log"), `{"msg":"could not send ${person}"}\n`);
    if (!scanLogs(directory, persons).leaks.includes("person.log")) t.fail("a person was missed");
  }
  writeFileSync(path.join(directory, "token.log"), `{"msg":"eyJ${"a".repeat(40)}.abc.def"}\n`);
  writeFileSync(path.join(directory, "key.log"), `{"jwk":{"d":"${"b".repeat(43)}"}}\n`);
  t.same([...scanLogs(directory, persons).leaks].sort(), ["key.log", "person.log", "token.log"]);
});
