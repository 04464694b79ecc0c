import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";

const run = promisify(execFile);

/** Options of an authority. */
export interface AuthorityOptions {
  /** Extended key usage of its certificate, in OpenSSL's words. */
  readonly usage?: string;
  /** Validity of its certificate. */
  readonly validity?: { readonly start: string; readonly end: string };
  /** SHA-1 names its certificate instead of SHA-256: the older attribute. */
  readonly older?: boolean;
  /** Kind of its key, as OpenSSL names it. */
  readonly key?: readonly string[];
}

/** ECDSA over P-256. */
export const EC_KEY = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] as const;

/** A time-stamping authority: OpenSSL's, with a CA and a certificate of its own in a temporary folder. */
export class TimeAuthority {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async made(options: AuthorityOptions = {}): Promise<TimeAuthority> {
    const folder = await mkdtemp(join(tmpdir(), "aidx-tsa-"));
    const authority = new TimeAuthority(folder);
    const { usage = "critical,timeStamping", validity, older = false, key = ["rsa:2048"] } = options;
    await writeFile(
      join(folder, "ca.cnf"),
      `[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Test TSA\n[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash
[tsa]\nbasicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=${usage}\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid
[default]\ndefault_ca=own\n[own]\ndatabase=${folder}/index.txt\nserial=${folder}/ca.serial\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied
[ts]\ndefault_tsa=own_tsa\n[own_tsa]\ndir=${folder}\nserial=${folder}/tsa.serial\ncrypto_device=builtin\nsigner_cert=${folder}/tsa.pem\ncerts=${folder}/ca.pem\nsigner_key=${folder}/tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\nordering=yes\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=${older ? "sha1" : "sha256"}\n`,
    );
    await writeFile(join(folder, "index.txt"), "");
    await writeFile(join(folder, "ca.serial"), "1000\n");
    await authority.openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-subj",
      "/CN=Test CA",
      "-days",
      "3650",
      "-config",
      "ca.cnf",
      "-extensions",
      "ca",
    );
    await authority.openssl(
      "req",
      "-newkey",
      ...key,
      "-nodes",
      "-keyout",
      "tsa.key",
      "-out",
      "tsa.csr",
      "-config",
      "ca.cnf",
    );
    const dates = validity === undefined ? ["-days", "365"] : ["-startdate", validity.start, "-enddate", validity.end];
    await authority.openssl(
      "ca",
      "-batch",
      "-config",
      "ca.cnf",
      "-name",
      "own",
      "-extensions",
      "tsa",
      "-cert",
      "ca.pem",
      "-keyfile",
      "ca.key",
      "-in",
      "tsa.csr",
      "-out",
      "tsa.pem",
      "-notext",
      ...dates,
    );
    return authority;
  }

  /** The CA's certificate, PEM. */
  roots(): Promise<string> {
    return this.file("ca.pem");
  }

  /** A text of its folder. */
  file(name: string): Promise<string> {
    return readFile(join(this.folder, name), "utf8");
  }

  /** Answers a request as an authority does. */
  async answer(request: Uint8Array): Promise<Buffer> {
    await writeFile(join(this.folder, "request.tsq"), request);
    await this.openssl(
      "ts",
      "-reply",
      "-config",
      "ca.cnf",
      "-section",
      "own_tsa",
      "-queryfile",
      "request.tsq",
      "-out",
      "answer.tsr",
    );
    return readFile(join(this.folder, "answer.tsr"));
  }

  /**
   * An answer that OpenSSL would refuse to give, with whatever certificate this authority has: another one's
   * time stamp info, signed anew (CMS with the signing-certificate attribute).
   *
   * @param more options of `openssl cms -sign`
   */
  async signedAnew(info: Uint8Array, ...more: readonly string[]): Promise<Buffer> {
    await writeFile(join(this.folder, "info.der"), info);
    const how = ["-binary", "-nodetach", "-cades", "-md", "sha256", "-outform", "DER"];
    const type = ["-econtent_type", "1.2.840.113549.1.9.16.1.4"];
    const files = ["-in", "info.der", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "anew.der"];
    await this.openssl("cms", "-sign", ...how, ...type, ...files, ...more);
    const body = Buffer.concat([Buffer.from("3003020100", "hex"), await readFile(join(this.folder, "anew.der"))]);
    const head = Buffer.from([0x30, 0x82, body.length >> 8, body.length & 0xff]);
    return Buffer.concat([head, body]);
  }

  /** OpenSSL's own verdict of an answer over a text. */
  async verifies(token: Uint8Array, text: string): Promise<boolean> {
    await writeFile(join(this.folder, "check.tsr"), token);
    await writeFile(join(this.folder, "check.txt"), text);
    return this.openssl("ts", "-verify", "-in", "check.tsr", "-data", "check.txt", "-CAfile", "ca.pem").then(
      () => true,
      () => false,
    );
  }

  async openssl(...args: readonly string[]): Promise<void> {
    await run("openssl", [...args], { cwd: this.folder });
  }
}

/** An HTTP server on this machine; `handle` answers each POST's body. */
export async function timeServer(
  t: Test,
  handle: (body: Buffer, response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void handle(Buffer.concat(chunks), response, request));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`;
}
