import { UntrustedError } from "./problem-error.ts";

/** Why an off-line package is refused, in both languages. */
const FAULTS = {
  "too-large": { zh: "离线包过大，未读取", en: "the package is too large, and was not read" },
  form: {
    zh: "不是完整的离线包：可能没有拷贝完整，请重新拷贝",
    en: "not a whole off-line package: it may have been copied in part only; copy it again",
  },
  version: {
    zh: "离线包的格式版本与本程序不同，请更新本程序",
    en: "the package has another version of the form than this program; update the program",
  },
  keys: {
    zh: "离线包内的网关公钥不在受信任之列，也不能由受信任的公钥证明：请与网关运营方核对后更新 gateway.trust.json",
    en: "the gateway's keys in the package are not trusted, and do not follow from trusted ones: compare with the gateway's operator, then renew gateway.trust.json",
  },
  signature: { zh: "离线包不是由受信任的网关签名", en: "the package is not signed by the trusted gateway" },
  "other-gateway": { zh: "离线包出自另一网关", en: "the package is of another gateway" },
  altered: { zh: "离线包内有文件被改动，已拒绝使用", en: "a file of the package was changed; it is not used" },
  "other-recipient": { zh: "离线包不是发给本单位的", en: "the package is for another party" },
  clock: {
    zh: "离线包的制作时间晚于本机时间：请先校准本机时钟",
    en: "the package was made later than this machine's time: set its clock first",
  },
  expired: {
    zh: "离线包已过有效期，请索取新的离线包",
    en: "the package may no longer be opened: ask for a new one",
  },
  log: {
    zh: "离线包不能证明该数据包已记入网关的签名日志，已拒绝使用",
    en: "the package does not prove that the packet is in the gateway's signed log; it is not used",
  },
} as const;

/** Makes the refusal of an off-line package, whose code is `package-` and the fault. */
export function refusePackage(fault: keyof typeof FAULTS, cause?: unknown): UntrustedError {
  return new UntrustedError(`package-${fault}`, FAULTS[fault], { cause });
}
