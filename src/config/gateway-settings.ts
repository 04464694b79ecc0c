import type { Bilingual } from "../domain/bilingual.ts";
import type { MakeFault } from "./check-policy.ts";
import type { ConfigFault } from "../domain/config-fault.ts";
import type { Environment } from "./environment.ts";
import type { GatewaySettings } from "./gateway-config.ts";

/** Content of `config/gateway.json` with the defaults of its schema, which depend on no other member. */
export type GatewayFile = Omit<GatewaySettings, "delivery" | "log" | "http"> & {
  readonly http: Omit<GatewaySettings["http"], "trustedProxies"> & { readonly trustedProxies?: readonly string[] };
  readonly delivery: Omit<GatewaySettings["delivery"], "requireHttps" | "allowPrivateAddresses"> & {
    readonly requireHttps?: boolean;
    readonly allowPrivateAddresses?: boolean | readonly string[];
  };
  readonly log: Omit<GatewaySettings["log"], "origin"> & { readonly origin?: string };
};

const LOOPBACK = ["127.0.0.0/8", "::1/128"];
const EVERYTHING = ["0.0.0.0/0", "::/0"];

/** Fills in the defaults that depend on the mode or on another member. */
export function completeSettings(file: GatewayFile): GatewaySettings {
  const development = file.mode === "development";
  const {
    requireHttps = !development,
    allowPrivateAddresses = development ? LOOPBACK : false,
    ...delivery
  } = file.delivery;
  const networks =
    typeof allowPrivateAddresses === "boolean" ? (allowPrivateAddresses ? EVERYTHING : []) : allowPrivateAddresses;
  return {
    ...file,
    http: { ...file.http, trustedProxies: file.http.trustedProxies ?? [] },
    delivery: { ...delivery, requireHttps, allowPrivateAddresses: networks },
    log: { ...file.log, origin: file.log.origin ?? `${file.id}/log` },
  };
}

/** Checks the rules of the settings that their schema cannot express. */
export function checkSettings(file: GatewayFile, environment: Environment, fault: MakeFault): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const { delivery, limits, mode } = file;
  // A lease that ends while its push still runs lets a second worker push the same packet.
  if (delivery.leaseSeconds * 1000 <= delivery.connectTimeoutMs + delivery.responseTimeoutMs) {
    faults.push(
      fault(
        "/delivery/leaseSeconds",
        "must be longer than connectTimeoutMs and responseTimeoutMs together",
        "须长于连接超时与应答超时之和",
      ),
    );
  }
  if (limits.inFlight.party.bytes < limits.messageBytes) {
    faults.push(fault("/limits/inFlight/party/bytes", "must not be less than messageBytes", "不得小于 messageBytes"));
  }
  if (delivery.retry.baseSeconds > delivery.retry.maxSeconds) {
    faults.push(fault("/delivery/retry/baseSeconds", "must not be more than maxSeconds", "不得大于 maxSeconds"));
  }
  if (mode === "development") return faults;

  if (delivery.allowPrivateAddresses === true) {
    faults.push(fault("/delivery/allowPrivateAddresses", "must name the networks in production", "生产环境须列明网段"));
  }
  if (file.log.origin === undefined) {
    faults.push(fault("/log/origin", "must be given in production", "生产环境须填写"));
  }
  if (file.http.trustedProxies === undefined) {
    faults.push(
      fault(
        "/http/trustedProxies",
        "must name the reverse proxies in production; [] when none adds X-Forwarded-For",
        "生产环境须列明反向代理网段；代理均不添加 X-Forwarded-For 时填 []",
      ),
    );
  }
  const places = [
    { source: "AIDX_PUBLIC_URL", url: environment.publicUrl },
    ...(file.issuer === undefined ? [] : [{ source: "issuer", url: file.issuer }]),
  ];
  for (const { source, url } of places) {
    if (url?.startsWith("https:") === true) continue;
    const [en, zh] = ["must be an https URL in production", "生产环境须为 https 网址"];
    faults.push(source === "issuer" ? fault("/issuer", en, zh) : { source, pointer: "", en, zh });
  }
  if (environment.keyPassphraseFile === undefined && environment.keyFile === undefined) {
    faults.push({
      source: "AIDX_KEY_PASSPHRASE_FILE",
      pointer: "",
      en: "it or AIDX_KEY_FILE must be given in production: private keys are not stored unencrypted",
      zh: "生产环境须设置此项或 AIDX_KEY_FILE：私钥不得明文存放",
    });
  }
  return faults;
}

/** Warns of settings that are allowed but risky. */
export function settingsWarnings(settings: GatewaySettings, { host }: Environment): Bilingual[] {
  const warnings: Bilingual[] = [];
  if (["0.0.0.0", "::"].includes(host)) {
    warnings.push({
      en: `plain HTTP on all addresses of this machine (AIDX_HOST ${host}): only the reverse proxy may reach the port`,
      zh: `在本机所有地址上提供明文 HTTP（AIDX_HOST ${host}）：应仅允许反向代理访问该端口`,
    });
  }
  if (settings.mode === "production" && settings.http.trustedProxies.length === 0) {
    warnings.push({
      en: "no reverse proxy is trusted (http.trustedProxies): all who call through one share one address and its rate",
      zh: "未设置可信代理（http.trustedProxies）：经代理访问的各调用方共用同一地址及其速率限额",
    });
  }
  if (settings.auth.keyChanges === "accept") {
    warnings.push({
      en: "keys that parties send hold at once (auth.keyChanges): who has a party's key can replace it",
      zh: "单位自行提交的公钥即时生效（auth.keyChanges）：持有单位密钥者即可更换其密钥",
    });
  }
  if (settings.mode === "development") {
    warnings.push({
      en: "development mode: made-up parties and keys, plain HTTP and loopback endpoints are allowed",
      zh: "开发模式：允许示例单位与密钥、HTTP 明文及本机地址",
    });
  } else if (!settings.delivery.requireHttps) {
    warnings.push({
      en: "endpoints without https are allowed (delivery.requireHttps)",
      zh: "允许非 https 接收地址（delivery.requireHttps）",
    });
  }
  return warnings;
}
