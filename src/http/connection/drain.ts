import type { Server } from "node:http";

/**
 * Ends the connections that are left when the server stops, as soon as the last request is answered. Node itself waits for
 * a connection without a request until the time for header fields is over, so that one early client would delay the stop.
 *
 * @returns the function to call once the server accepts no more connections
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
