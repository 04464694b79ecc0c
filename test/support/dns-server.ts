import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";

/** Answer of the server about a name: its addresses of the type asked for, no such name, a fault, or silence. */
export type DnsAnswer = { readonly ttl: number; readonly addresses: readonly string[] } | "none" | "fault" | "silence";

/** A DNS server on loopback that tests script. */
export interface DnsServer {
  /** `address:port`, for a resolver. */
  readonly address: string;
  /** Every question so far, as `A name` or `AAAA name`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const TYPES = new Map([
  [1, "A"],
  [28, "AAAA"],
]);

/** Starts a DNS server over UDP (RFC 1035): one question a message, no compression but a pointer to it. */
export async function dnsServer(answer: (name: string, type: string) => DnsAnswer): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    asked.push(`${type} ${name}`);
    const said = answer(name, type);
    if (said === "silence") return;
    const wanted = type === "A" ? 4 : 6;
    const records =
      typeof said === "string"
        ? []
        : said.addresses.filter((one) => isIP(one) === wanted).map((one) => record(one, said.ttl));
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(said === "none" ? 0x8183 : said === "fault" ? 0x8182 : 0x8180, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function questionOf(query: Buffer): { name: string; type: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  const type = query.readUInt16BE(at + 1);
  return { name: labels.join(".").toLowerCase(), type: TYPES.get(type) ?? String(type), end: at + 5 };
}

function record(address: string, ttl: number): Buffer {
  const data = isIP(address) === 4 ? Buffer.from(address.split(".").map(Number)) : v6(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(isIP(address) === 4 ? 1 : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function v6(address: string): Buffer {
  const [left = "", right] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [front, back] = [groups(left), groups(right ?? "")];
  const zeros = right === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => "0");
  return Buffer.from([...front, ...zeros, ...back].map((group) => group.padStart(4, "0")).join(""), "hex");
}
