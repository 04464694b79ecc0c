import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PACKAGE_LIMITS } from "../../domain/disc.ts";
import { type OpenedPacket, PacketError, type ReadPackage, readPackage } from "../../sdk/index.ts";
import { refusePackage } from "../../sdk/package-faults.ts";
import { GATEWAY_FILE, InboxFolder } from "../kept/inbox-folder.ts";
import { writeJson } from "../kept/private-file.ts";
import { type HereParty, offlineParty, partyHere } from "../program/off-line-party.ts";
import type { PartyOptions } from "../program/party.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx open-package`. */
export interface OpenPackageOptions extends PartyOptions {
  readonly out: string;
}

/**
 * Runs `aidx open-package FILE… --out DIR`: verifies off-line packages, opens their packets and keeps them in a folder as
 * `aidx pull` does. Asks nobody. Opening one again changes nothing.
 */
export async function openPackages(
  terminal: Terminal,
  files: readonly string[],
  options: OpenPackageOptions,
): Promise<Ending> {
  const here = await partyHere(terminal, options);
  const { cwd } = terminal.world;
  const folder = new InboxFolder(resolve(cwd, options.out), here.now);
  return inTurn(
    terminal,
    new Set(files),
    (file) => ({ file }),
    async (file) => {
      const read = await readPackage(await bytesOf(resolve(cwd, file), file), here);
      // For messages that are sealed here later: the newest keys that came.
      await writeJson(join(folder.path, GATEWAY_FILE), read.gateway);
      try {
        const packet = await offlineParty({ ...here, trust: read.trust }, read.gateway.jwks).open(read.packet, read.id);
        const known = await folder.receipt(packet.id);
        if (known?.digest !== packet.digest || known.problem !== undefined) await folder.keep(packet);
        show(terminal, here, file, read, packet, folder.path);
        return "ok";
      } catch (error) {
        if (!(error instanceof PacketError)) throw error;
        await folder.keepUnopened(read.id, error);
        throw unopened(read.id, error);
      }
    },
  );
}

function show(
  terminal: Terminal,
  here: HereParty,
  file: string,
  { id, index, until, names }: ReadPackage,
  { type, from, thread, due }: OpenedPacket,
  dir: string,
): void {
  const name = names[from];
  const verified = {
    zh: `  已核验：网关对离线包的签名、接收单位、日志第 ${index} 条的存在证明、解密、网关对数据包的签名`,
    en: `  verified: the gateway's signature of the package, its recipient, the proof of entry ${index} of the log, decryption, the gateway's signature of the packet`,
  };
  const times = {
    zh: `  签收期限 ${localTime(due.receipt)}（${ZONE}）；离线包有效期至 ${localTime(new Date(until).toISOString())}`,
    en: `  receipt due ${localTime(due.receipt)} (${ZONE}); the package may be opened until ${localTime(new Date(until).toISOString())}`,
  };
  const sender = name === undefined ? from : `${terminal.say(name)} (${from})`;
  terminal.result(
    {
      file,
      packet: id,
      type,
      from,
      thread,
      index,
      until: new Date(until).toISOString(),
      kept: join(dir, `${id}.json`),
    },
    [
      `${id}  ${codeText(terminal, "message", type)}  ${sender}`,
      terminal.say(verified),
      terminal.say(times),
      `  ${terminal.say({ zh: "下一步", en: "next" })}  aidx ack ${id} --offline --party ${here.party} --dir ${dir}`,
    ].join("\n"),
  );
}

function unopened(packet: string, { reason }: PacketError): CommandError {
  return new CommandError("untrusted", {
    zh: `离线包可信，但数据包无法打开（${reason}）：请检查密钥文件；确须拒收：aidx ack ${packet} --offline --reject ${reason}`,
    en: `the package verifies, but its packet cannot be opened (${reason}): check the key file; to reject it all the same: aidx ack ${packet} --offline --reject ${reason}`,
  });
}

/** Reads a package; its size is looked at before its content. */
async function bytesOf(path: string, shown: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new CommandError("refused", { zh: `无法读取文件：${shown}`, en: `cannot read ${shown}` });
  }
  if (found.size > PACKAGE_LIMITS.package) throw refusePackage("too-large");
  return readFile(path);
}
