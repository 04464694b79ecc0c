import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, gatewayHome, start } from "../support/gateway/gateway.ts";
import { untilMetric } from "../support/gateway/metrics.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);

/** Token of a party, as its client gets it. */
async function tokenOf(party: string): Promise<string> {
  let token = "";
  const client = await clientOf(home, party, {
    fetch: (url, init) => {
      token = new Headers(init.headers).get("authorization") ?? token;
      return fetch(url, init);
    },
  });
  await client.json({ method: "GET", path: "/v1/directory" });
  return token;
}
const call = (authorization: string, path = "/v1/directory") => fetch(home.url + path, { headers: { authorization } });

t.test("a reload takes the token key over: what a stolen one signed ends, held calls too", async (t) => {
  const token = await tokenOf("housing");
  const poll = call(token, "/v1/inbox?wait=30");
  await untilMetric(home.url, /^aidx_inbox_polls_held 1$/m);
  const { code } = await new CommandLine(home.config, home.env).run("keys rotate-gateway token --compromised");
  t.equal(code, 0);
  t.equal((await call(token)).status, 200, "until the reload");
  await gateway.reload();
  t.equal((await poll).status, 401);
  t.equal((await call(token)).status, 401);
  t.equal((await call(await tokenOf("housing"))).status, 200);
});

t.test("a suspension that is reloaded ends tokens and held calls", async (t) => {
  const token = await tokenOf("housing");
  const poll = call(token, "/v1/inbox?wait=30");
  await untilMetric(home.url, /^aidx_inbox_polls_held 1$/m);
  const file = join(home.config, "directory.json");
  const directory = JSON.parse(await readFile(file, "utf8")) as { parties: { id: string; active?: boolean }[] };
  for (const party of directory.parties) if (party.id === "housing") party.active = false;
  await writeFile(file, JSON.stringify(directory));
  await gateway.reload();
  t.equal((await poll).status, 401);
  t.equal((await call(token)).status, 401);
});
