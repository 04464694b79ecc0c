import type { Bilingual } from "../domain/bilingual.ts";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { KeyringError } from "./keyring-error.ts";
import { createKeyFile, keyText, readKeyFile, replaceKeyFile } from "./keyring-file.ts";
import { IN_THE_CLEAR, type Protection } from "./protection.ts";

/** Key files of one directory, all under the same protection. */
export class KeyFiles {
  readonly created: string[] = [];
  readonly warnings: Bilingual[] = [];
  readonly #directory: string;
  readonly #protection: Protection;
  readonly #mode: "development" | "production";

  constructor(directory: string, protection: Protection, mode: "development" | "production") {
    this.#directory = directory;
    this.#protection = protection;
    this.#mode = mode;
    if (protection === IN_THE_CLEAR) {
      this.warnings.push({
        en: `the gateway's private keys lie in the clear in ${directory}: for development only`,
        zh: `网关私钥以明文存放于 ${directory}：仅限开发环境使用`,
      });
    }
  }

  path(name: string): string {
    return join(this.#directory, name + this.#protection.suffix);
  }

  async readOrMake(name: string, make: () => string): Promise<string> {
    const path = this.path(name);
    await this.#checkOtherForm(name);
    const present = await readKeyFile(path);
    if (present !== undefined) return this.#protection.unlock(name, keyText(present, path), path);
    if (await createKeyFile(path, await this.#protection.lock(name, make()))) this.created.push(path);
    // Read again: another process may have made it first, and the key in use must be the stored one.
    const stored = await readKeyFile(path);
    if (stored === undefined) throw new KeyringError("unreadable", path);
    return this.#protection.unlock(name, keyText(stored, path), path);
  }

  async replace(name: string, content: string): Promise<void> {
    await replaceKeyFile(this.path(name), await this.#protection.lock(name, content));
  }

  /** Finds a file of an earlier start with other settings: an encrypted one without a secret, or a plain one with it. */
  async #checkOtherForm(name: string): Promise<void> {
    const plain = join(this.#directory, name);
    if (this.#protection.suffix === "") {
      if ((await readKeyFile(`${plain}.jwe`)) !== undefined) throw new KeyringError("locked", `${plain}.jwe`);
      return;
    }
    const content = await readKeyFile(plain);
    if (content === undefined) return;
    if (this.#mode === "production") throw new KeyringError("unprotected", plain);
    // If we crash between the two, the encrypted one is there and the plain one is removed next time.
    await createKeyFile(this.path(name), await this.#protection.lock(name, keyText(content, plain)));
    await unlink(plain);
    this.warnings.push({ en: `${plain} was encrypted`, zh: `${plain} 已加密存放` });
  }
}
