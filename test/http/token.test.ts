import t from "tap";
import { startServer, tokenForm } from "../support/http-server.ts";

t.test("a party gets a token with its client assertion", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const response = await server.post("/oauth/token", tokenForm(await server.assertion("procuratorate")));
  const body = await response.text();
  t.equal(response.status, 200, body);
  t.match(JSON.parse(body), {
    token_type: "Bearer",
    expires_in: 300,
    scope: "message:send packet:receive directory:read",
  });
  t.equal(response.headers.get("cache-control"), "no-store");
});
