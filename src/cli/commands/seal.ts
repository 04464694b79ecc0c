import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { DISC_ENDINGS } from "../../domain/disc.ts";
import { isMessageType } from "../../domain/message.ts";
import { followGateway, ProblemError, readPackagedGateway } from "../../sdk/index.ts";
import { readDocument } from "../kept/document-file.ts";
import { GATEWAY_FILE } from "../kept/inbox-folder.ts";
import { refuseExisting, writeNew } from "../kept/private-file.ts";
import { versionOf } from "../kept/schemas.ts";
import { offlineParty, partyHere } from "../program/off-line-party.ts";
import type { PartyOptions } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { checkHere, showFaults } from "./check.ts";

/** Options of `aidx seal`. */
export interface SealOptions extends PartyOptions {
  readonly type: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  readonly out: string;
  /** The folder of `aidx open-package`, for the gateway's keys. */
  readonly dir?: string;
  readonly gatewayKeys?: string;
}

/**
 * Runs `aidx seal FILE --out FILE`: checks a document, signs it and encrypts it for the gateway, on this machine alone. The
 * file goes on a disc, and is handed in by `aidx import-package`.
 */
export async function seal(terminal: Terminal, file: string, options: SealOptions): Promise<Ending> {
  const { type, thread, to, out } = options;
  const { cwd } = terminal.world;
  if (!isMessageType(type)) {
    throw new CommandError("usage", { zh: "未知的报文类型", en: "there is no such message type" });
  }
  if (extname(out) !== DISC_ENDINGS.message) {
    throw new CommandError("usage", {
      zh: `--out 须以 ${DISC_ENDINGS.message} 结尾`,
      en: `--out ends in ${DISC_ENDINGS.message}`,
    });
  }
  const path = resolve(cwd, out);
  await refuseExisting(path);
  const here = await partyHere(terminal, options);
  const gateway = readPackagedGateway(await gatewayKeys(terminal, options));
  const { trust } = await followGateway(gateway, here.trust, here.now);
  const { document } = await readDocument(resolve(cwd, file));
  try {
    // A fault that only the gateway finds costs a trip: what can be found here is.
    await checkHere(type)(document);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    showFaults(terminal, file, document, error);
    return "refused";
  }
  const version = await versionOf(type, document, new Date(here.now()));
  const about = { type, version, ...(thread === undefined ? {} : { thread }), ...(to === undefined ? {} : { to }) };
  const sealed = await offlineParty({ ...here, trust }, gateway.jwks)
    .seal(document, about)
    .catch((error: unknown) => {
      throw error instanceof TypeError ? new CommandError("usage", THREAD, { cause: error }) : error;
    });
  await writeNew(path, sealed.envelope);
  terminal.result({ file: out, type, jti: sealed.jti }, out);
  terminal.note({
    zh: "请刻盘带回，由网关一侧执行 aidx import-package；60 天内有效",
    en: "carry it to the gateway, where aidx import-package hands it in, within 60 days",
  });
  return "ok";
}

const THREAD = {
  zh: "反馈等报文须以 --thread 指明移送；清单与反向线索不得指明",
  en: "a feedback, and any message of a thread, names it by --thread; a list or a lead must not",
};

async function gatewayKeys(terminal: Terminal, { dir, gatewayKeys }: SealOptions): Promise<Uint8Array> {
  const { cwd } = terminal.world;
  const named = gatewayKeys ?? (dir === undefined ? undefined : join(dir, GATEWAY_FILE));
  if (named === undefined) {
    throw new CommandError("usage", {
      zh: "请用 --dir 指明 open-package 的保存目录，或用 --gateway-keys 指明网关公钥文件",
      en: "name the folder of open-package by --dir, or a file of the gateway's public keys by --gateway-keys",
    });
  }
  try {
    return await readFile(resolve(cwd, named));
  } catch (cause) {
    throw new CommandError("configuration", { zh: `无法读取文件：${named}`, en: `cannot read ${named}` }, { cause });
  }
}
