import type { Bilingual } from "../../src/domain/bilingual.ts";
import { KeyringError, type KeyringErrorCode } from "../../src/crypto/keyring-error.ts";
import { LogRefusal, type LogRefusalCode } from "../../src/log/log-refusal.ts";
import { WitnessRefusal, type WitnessRefusalCode } from "../../src/witness/witness-refusal.ts";

/** Meaning of a code, or of a class without codes under its own name: English, Chinese. */
export type Meaning = readonly [en: string, zh: string];
type Meanings = Readonly<Record<string, Meaning>>;

const pair = ({ en, zh }: Bilingual): Meaning => [en, zh];
const keyring = (code: KeyringErrorCode) => pair(new KeyringError(code, "").rule);
const log = (code: LogRefusalCode) => pair(new LogRefusal(code).text);
const witness = (code: WitnessRefusalCode) => pair(new WitnessRefusal(code).text);

/** Codes of errors that a user of the SDK meets, by class. */
export const SDK_ERRORS: Readonly<Record<string, Meanings>> = {
  ProblemError: {
    "unexpected-answer": [
      "an answer without a code of the gateway, as of a proxy; else `code` is one of the problems above",
      "应答没有网关的问题代码，如来自代理；其余情形 `code` 为上列问题代码之一",
    ],
  },
  UnreachableError: {
    UnreachableError: [
      "no answer: no connection, a broken one, or the time-out passed",
      "没有应答：无法连接、连接中断或超时",
    ],
  },
  UntrustedError: {
    answer: [
      "the answer does not have the form of the protocol, or repeats a cursor",
      "应答不符合协议格式，或重复同一游标",
    ],
    "answer-size": ["the answer is larger than the client reads", "应答超出客户端读取上限"],
    "content-digest": ["the bytes are not those of their Content-Digest", "内容与 Content-Digest 不符"],
    "content-type": ["what was pushed is no packet by its media type", "所推送内容的媒体类型不是数据包"],
    issuer: ["the gateway says another issuer than the one that it is known by", "网关所称签发方与登记的不符"],
    method: ["a push is a POST", "推送须用 POST"],
    "no-key": ["the party or gateway publishes no key to encrypt for", "对方未公布加密公钥"],
    "not-a-gateway": ["the address does not answer as an aid gateway", "该地址未按救助衔接网关应答"],
    "packet-digest": [
      "the packet is not the one that was announced or kept before",
      "数据包与所通知或先前所存的不一致",
    ],
    "packet-id": ["the push names no packet", "推送未指明数据包"],
    "plain-http": ["http:// is only for this machine: https is needed", "http:// 只可用于本机，须改用 https"],
    "private-key": ["a published key set holds a private key", "公布的公钥集含有私钥"],
    receipt: [
      "a recipient's receipt is not validly signed, or is about something else",
      "接收单位回执签名无效，或所指内容不符",
    ],
    "submission-receipt": [
      "the gateway's receipt for a submission is not validly signed, or is about something else",
      "网关受理回执签名无效，或所指内容不符",
    ],
    token: ["the token endpoint's answer holds no bearer token", "令牌端点的应答没有 bearer 令牌"],
    "too-large": ["the pushed body is larger than the receiver takes", "所推送内容超出接收上限"],
    unpinned: ["the gateway's keys are not pinned: `aidx trust pin`", "尚未登记网关公钥：请执行 `aidx trust pin`"],
    "untrusted-keys": [
      "no published key is pinned, or was followed from a pinned one",
      "公布的公钥均未登记，也无法由已登记的公钥衔接",
    ],
  },
  PacketError: {
    undecryptable: ["none of the recipient's keys opens the packet", "接收单位的密钥均无法解密数据包"],
    "bad-signature": ["not signed by the gateway, or for another party", "不是网关签名，或不是给本单位的"],
    "bad-content": ["another packet than the one that was asked for, or incomplete", "不是所要求的数据包，或内容不全"],
  },
  HttpSignatureError: {
    "malformed-field": ["a field of the signature is malformed", "签名字段格式错误"],
    "no-signature": ["the request is not signed", "请求没有签名"],
    "missing-component": ["something that was signed is not in the request", "所签组成部分在请求中缺失"],
    "unsupported-component": ["something is signed that cannot be checked", "所签组成部分无法核验"],
    "not-covered": ["the signature leaves something out that it must cover", "签名未涵盖必须涵盖的组成部分"],
    "not-fresh": ["the signature is too old or of the future: check the clock", "签名过早或在未来：请检查时钟"],
    "wrong-algorithm": ["another algorithm than the key's", "算法与密钥不符"],
    "unknown-key": ["signed with a key that is not the gateway's", "不是网关的密钥"],
    "bad-signature": ["the signature does not verify", "验签不通过"],
  },
};

/** Faults of signed content that is not JSON as it must be (`src/wire/json.ts`). */
export const JSON_ERRORS: Readonly<Record<string, Meanings>> = {
  JsonError: {
    "not-utf8": ["not UTF-8", "不是 UTF-8 编码"],
    "byte-order-mark": ["begins with a byte order mark", "以字节顺序标记开头"],
    "lone-surrogate": ["half of a surrogate pair", "含有孤立的代理码元"],
    nul: ["holds NUL", "含有空字符"],
    "too-deep": ["nested too deep", "嵌套过深"],
    syntax: ["not JSON (RFC 8259)", "不是 JSON（RFC 8259）"],
    "duplicate-name": ["two members of one name", "同一对象有同名成员"],
    "forbidden-name": ["a member's name that is not accepted", "成员名称不被接受"],
    "number-range": ["a number that a double cannot hold", "数值超出双精度范围"],
  },
};

/** Codes that the command line and a gateway's start report, by class. */
export const COMMAND_ERRORS: Readonly<Record<string, Meanings>> = {
  ArchiveError: {
    "not-an-archive": ["no ZIP archive", "不是 ZIP 归档"],
    "too-large": ["too large", "文件过大"],
    "too-many-files": ["too many files", "文件过多"],
    compressed: ["files are compressed", "文件经过压缩"],
    encrypted: ["files are encrypted", "文件经过加密"],
    link: ["holds a symbolic link", "含有符号链接"],
    "bad-path": ["a file's path is not plain", "文件路径不合规"],
    "duplicate-path": ["two files of one path", "文件路径重复"],
    inconsistent: ["headers contradict each other", "文件头互相矛盾"],
    checksum: ["a checksum is wrong", "校验和不符"],
    "not-canonical": ["not in the one form of evidence", "不是证据归档的规定形式"],
  },
  ConfigError: {
    ConfigError: [
      "the configuration is wrong; each fault with file, line and rule",
      "配置有误；逐项列明文件、行号与规则",
    ],
  },
  DataDirectoryInUse: {
    DataDirectoryInUse: ["another process uses the embedded database", "内置数据库正由另一进程使用"],
  },
  EncodingError: { EncodingError: ["a file is not UTF-8; with file and line", "文件不是 UTF-8；列明文件与行号"] },
  EntryDamaged: { EntryDamaged: ["a stored entry of the log is not what was hashed", "所存日志条目与其哈希不符"] },
  KeyError: {
    malformed: ["not a JWK of the right form", "不是格式正确的 JWK"],
    symmetric: ["a symmetric key", "对称密钥"],
    unsupported: ["a type or curve that is not accepted", "密钥类型或曲线不被接受"],
    "not-public": ["a public key with private members", "公钥含有私钥成员"],
    "not-private": ["a private key without private members", "私钥缺少私钥成员"],
    use: ["`use` is missing or wrong", "`use` 缺失或有误"],
    alg: ["`alg` does not fit", "`alg` 不相符"],
    "key-ops": ["`key_ops` contradicts `use`", "`key_ops` 与 `use` 矛盾"],
    "off-curve": ["the point is not on its curve", "点不在曲线上"],
    "low-order": ["the point has a low order", "点的阶过低"],
    "rsa-size": ["RSA under 2048 or over 8192 bits", "RSA 不足 2048 位或超过 8192 位"],
    "rsa-exponent": ["an RSA exponent that is not accepted", "RSA 指数不被接受"],
    "rsa-weak": ["an RSA key of the ROCA generator", "RSA 密钥由有缺陷的程序（ROCA）生成"],
    mismatch: ["the private part belongs to another public part", "公私钥不匹配"],
    kid: ["`kid` is not the thumbprint (RFC 7638)", "`kid` 不是公钥指纹（RFC 7638）"],
    "duplicate-kid": ["a key occurs twice", "密钥重复"],
  },
  KeyFileError: {
    form: ["not PKCS#12 or PEM of a form that is read", "不是可读取的 PKCS#12 或 PEM"],
    passphrase: ["the passphrase is wrong", "口令错误"],
    keys: ["not exactly one private key", "私钥不是恰好一把"],
  },
  KeyringError: {
    unprotected: keyring("unprotected"),
    locked: keyring("locked"),
    "wrong-secret": keyring("wrong-secret"),
    "weak-secret": keyring("weak-secret"),
    permissions: keyring("permissions"),
    "not-utf-8": keyring("not-utf-8"),
    damaged: keyring("damaged"),
    unreadable: keyring("unreadable"),
  },
  LogRefusal: {
    behind: log("behind"),
    forked: log("forked"),
    copied: log("copied"),
    "data-directory-copied": log("data-directory-copied"),
    "data-directory-new": log("data-directory-new"),
    memory: log("memory"),
    origin: log("origin"),
    key: log("key"),
    checkpoint: log("checkpoint"),
    tiles: log("tiles"),
    entries: log("entries"),
    pending: log("pending"),
    swap: log("swap"),
  },
  MigrationError: { MigrationError: ["the database does not fit this version", "数据库与本版本不符"] },
  PermissionError: { PermissionError: ["a file is open to group or others", "文件对同组或其他用户开放权限"] },
  PoolerUnsuitable: { PoolerUnsuitable: ["a pooler in transaction or statement mode", "连接池为事务级或语句级"] },
  ProofError: {
    malformed: ["not in the form of its specification", "不符合其规范格式"],
    "wrong-origin": ["of another log", "属于另一日志"],
    "bad-signature": ["no trusted key signed it", "没有受信任密钥的有效签名"],
    "bad-proof": ["its hashes do not lead to the signed root", "哈希与已签名的根不符"],
    "out-of-range": ["beyond the end of the log", "超出日志末尾"],
    missing: ["a part that it needs is missing", "缺少所需部分"],
  },
  QueueUnavailable: { QueueUnavailable: ["the queue's store did not answer", "队列存储没有应答"] },
  SenderConstraintUnavailable: {
    SenderConstraintUnavailable: [
      "`auth.senderConstraint` is not available in this version",
      "本版本没有所配置的 `auth.senderConstraint`",
    ],
  },
  TimestampError: {
    malformed: ["not an RFC 3161 time stamp of the form that is kept", "不是规定形式的 RFC 3161 时间戳"],
    "not-granted": ["the authority refused", "时间戳机构拒绝签发"],
    "wrong-imprint": ["of something else", "所盖内容不符"],
    "wrong-nonce": ["answers another request", "应答的不是本次请求"],
    "wrong-certificate": [
      "a certificate that is not for time stamps, or another one",
      "证书不用于时间戳，或不是签名证书",
    ],
    untrusted: [
      "not from a trusted authority, or its certificate was not valid then",
      "不是受信任机构签发，或当时证书无效",
    ],
    "bad-signature": ["the signature does not verify", "验签不通过"],
  },
  TrustError: { TrustError: ["the keys that were given as trusted are wrong", "所给受信任密钥有误"] },
  WitnessRefusal: {
    "in-use": witness("in-use"),
    "no-lock": witness("no-lock"),
    "other-name": witness("other-name"),
    key: witness("key"),
    state: witness("state"),
    "state-changed": witness("state-changed"),
    "log-key": witness("log-key"),
  },
};

/** Error classes that nobody meets by a code of their own, and why. */
export const NOT_SHOWN: Readonly<Record<string, string>> = {
  FileRefused: "the console says it beside the file, in words of its own",
  AddressRefused: "becomes the cause address-refused of a push",
  CaseMoved: "is judged again against the case as it is then",
  CommandError: "is a sentence and an exit code",
  CompactError: "becomes UntrustedError or PacketError",
  DocumentKeyTaken: "becomes the problem duplicate-document",
  EnvelopeError: "becomes the problem invalid-envelope",
  FileUnreadable: "becomes the alarm unreachable of a monitor",
  FolderLockError: "becomes a sentence, or WitnessRefusal",
  HeaderError: "becomes CompactError or the problem invalid-token",
  HttpFault: "is the cause of a push, below",
  LeadLost: "is tried again",
  MalformedRequest: "is a witness's HTTP status",
  Pkcs12Error: "the console says it beside the file, in words of its own",
  MappingError: "is a sentence that names the place in the mapping",
  NameNotResolved: "becomes the cause dns of a push",
  NewestUnknown: "becomes a sentence of aidx log adopt",
  NotBegun: "becomes a sentence of aidx log begin",
  OutputLost: "is an exit code",
  QueueStalled: "is a QueueUnavailable",
  QueueUnfit: "is a QueueUnavailable",
  Refusal: "is a problem, above",
  SheetError: "is a fault of a spreadsheet, above",
  StatementTooLong: "becomes a problem",
  StoreUnavailable: "becomes the problem unavailable",
  StructuredFieldError: "becomes HttpSignatureError",
  SyntaxFault: "becomes a line of ConfigError",
  TimestampUnavailable: "is tried again",
  TokenRefused: "becomes the problem invalid-token or invalid-client",
  ToldAlready: "another process has sent the notice",
  Unusable: "becomes a line of ConfigError",
  UnsupportedHere: "is a step of a verification that was not checked",
};
