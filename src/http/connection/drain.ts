import type { Server } from "node:http";

/**
 * Ends the connections that are left when the server stops, as soon as the last request is answered.
 * Node's own closing leaves a connection alone on which nothing was ever asked, until the time for its
 * header fields is over: one client that connects early would hold up the stop.
 *
 * @returns to be called once the server accepts no connection any more
 */
export function drainConnections(server: Server): () => void {
  let open = 0;
  let draining = false;
  const end = () => {
    if (draining && open === 0) server.closeAllConnections();
  };
  server.on("request", (_request, response) => {
    open++;
    response.once("close", () => {
      open--;
      end();
    });
  });
  return () => {
    draining = true;
    end();
  };
}
