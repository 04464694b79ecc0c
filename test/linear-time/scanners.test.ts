/**
 * Every function that reads a text takes linear time: at most so many steps a character, whatever the text. The functions
 * are read from the source, so that a new one is measured too; steps are counted and not timed. What expressions do inside
 * is the business of expressions.test.ts.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import t from "tap";
import { sourcesUnder } from "../architecture/tree.ts";
import { Findings } from "../../src/schema/findings.ts";
import { treeHasher } from "../../src/tlog/merkle.ts";
import { sha256 } from "../support/sha256.ts";
import { type Scanner, scannersOf } from "./scanners.ts";
import { StepCounter } from "./steps.ts";

/** Characters of a hostile text, and the steps that one of them may cost: quadratic time costs thousands. */
const LENGTH = 4_000;
const STEPS = 100;

/** What parameters after the first are given, by their declared type. */
const BY_TYPE: Readonly<Record<string, unknown>> = {
  string: "01",
  "string[]": [],
  "readonly string[]": ["a"],
  HeaderFields: {},
  ListedHousehold: { subjects: [] },
  Parameters: new Map(),
  BackupForm: "jwe",
  Progress: {},
  DueBy: () => undefined,
  "readonly Result[]": [],
  "readonly GuidelineDocument[]": [],
  "readonly NeededMeasure[]": [],
  "HeaderRules<Member>": { required: [], optional: "any" },
  number: 20,
  "string | number | null | undefined": "01",
  boolean: true,
  "boolean | undefined": true,
  CaseFault: "case-transition",
  "0 | 1": 0,
  "3 | 5": 3,
  "number | null": null,
  'Manner["column"]': { field: { kind: "date", schema: {} }, codes: [] },
  Findings: new Findings("2026-03-02"),
  Uint8Array: new Uint8Array(40),
  Note: () => undefined,
  Sha256: sha256,
  JsonLimits: { maxDepth: 512 },
  SearchList: { domains: ["a"], dots: 1 },
  "readonly VerifierKey[]": [],
  "readonly PartyKey[]": [],
  "readonly Begun[]": [],
  "readonly Section[]": [],
  "readonly Interval[]": [],
  LogFileReader: async () => undefined,
  "Readonly<Record<string, string | undefined>>": {},
  "(text: string) => number": (text: string) => text.length,
  "(kid: string) => Key | undefined": () => undefined,
  "(kid: string) => Promise<Key | undefined> | Key | undefined": () => undefined,
  "(subtle: typeof crypto.subtle) => Promise<boolean>": async () => true,
  PublicJwk: { kty: "EC" },
  "readonly [Type, ...Type[]]": ["application/json", "text/csv"],
};

/** The same for single functions, whose parameters have a type that is only theirs. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  textSheet: [[["a", 10, () => "a"]], [{}]],
  attested: [undefined, { logKeys: [] }],
  cosignatureIn: [{ note: "" }, { name: "a", id: new Uint8Array(4) }],
  deskOf: [{ signing: {}, decryption: [] }, {}],
  openOwn: [{ origin: "a", keys: [] }],
  periodOf: [20, { startOf: (day: number) => day }],
  verifyProof: [new Uint8Array(40), { trust: { logKeys: [] }, hasher: treeHasher(sha256) }],
  verifyReceipt: [{ id: "a", recipient: "a", digest: "a" }, "a", { find: () => undefined }],
  verifySubmissionReceipt: [{}, { find: () => undefined }],
  withPosition: [{ origin: "a", leafHash: "a", stage: "pending" }],
};

/**
 * Functions whose text comes from the project itself, from its operator or from who sits at the page: words of its own, names
 * of keys, parts of SQL, a passphrase.
 */
const OWN_TEXT = new Set(
  `adoptionEntry beginningEntry noticeOf createLogSigner described digestOf encrypt gatewayKeysSnapshot headsOf issue logVkey nameOf newestOf
  sealUnder shownBy signText signingKeys`.split(/\s+/),
);

const files = sourcesUnder("src")
  // Types, and descriptions that the gateway writes itself.
  .filter((path) => !path.includes("/generated/") && !path.includes("/openapi/"))
  .map((path) => scannersOf(path, readFileSync(path, "utf8")));
const counter = new StepCounter(new URL("../../", import.meta.url));
t.teardown(() => counter.stop());

/** Loads a module. One of the console looks at its page when it is loaded: it finds an empty one. */
async function moduleAt(path: string): Promise<Record<string, (...given: unknown[]) => unknown>> {
  const load = async () => import(pathToFileURL(resolve(path)).href);
  if (!path.startsWith("src/console/")) return load();
  const page = { document: { querySelector: () => null }, location: { origin: "http://localhost" } };
  Object.assign(globalThis, page);
  try {
    return await load();
  } finally {
    for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name);
  }
}

/** What a scanner is given besides the hostile text: an entry a parameter. @throws {TypeError} when that is not known */
function argumentsFor({ id, name, parameters }: Scanner): readonly unknown[] {
  const named = BY_NAME[name];
  if (named !== undefined) return ["01", ...named];
  const [, ...needed] = parameters.filter(({ optional }, index) => index === 0 || !optional);
  return [
    "01",
    ...needed.map(({ type }) => {
      const known = type.replaceAll(/\s+/g, " ");
      if (!(known in BY_TYPE)) throw new TypeError(`${id}: say in this test what to give for ${known}`);
      return BY_TYPE[known];
    }),
  ];
}

/**
 * Texts that make a careless scanner slow: one character or one of the words that its file knows, over and over, alone and
 * behind such a word.
 */
function hostileTexts(literals: ReadonlySet<string>): string[] {
  const words = [...literals].filter((word) => word.length <= 20 && /^[\x20-\x7e\n\u3000-\uffe0]+$/u.test(word));
  const characters = new Set(Array.from(` a0A\t\n汉é\u0301\ufe0f"'\\[{(,;:=.-_/%&+*${words.join("")}`).slice(0, 60));
  const units = [...characters, ...words.filter((word) => word.length > 1).slice(0, 20)];
  const repeated = units.map((unit) => unit.repeat(LENGTH / unit.length));
  const beginnings = ['{"a":"', '[["', 'a="', "a/b\n1\n", ...words.slice(0, 20)];
  const prefixed = beginnings.flatMap((begin) =>
    [" ", "0", '","', begin].map((unit) => begin + unit.repeat(LENGTH / unit.length)),
  );
  return [...repeated, ...prefixed];
}

/** Texts that are given at once: a function of few steps a character stays below what one text may cost with so many. */
const AT_ONCE = 16;

/** Lists the texts for which a scanner takes more than its steps, each shown by its begin. */
async function slowTexts(scan: (text: string) => unknown, texts: readonly string[]): Promise<string[]> {
  const slow: string[] = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    slow.push(...(await slowAmong(scan, texts.slice(at, at + AT_ONCE))));
  }
  return slow;
}

/** Gives texts all at once, and halves where together they take more than one may: counting takes longer than most functions. */
async function slowAmong(scan: (text: string) => unknown, texts: readonly string[]): Promise<string[]> {
  const steps = await counter.of(() => Promise.allSettled(texts.map(async (text) => scan(text))));
  if (steps <= STEPS * LENGTH) return [];
  const [text = ""] = texts;
  const cost = `${JSON.stringify(text.slice(0, 24))}: ${Math.round(steps / LENGTH)} steps a character`;
  if (texts.length === 1) return [cost];
  const half = texts.length >> 1;
  return [...(await slowAmong(scan, texts.slice(0, half))), ...(await slowAmong(scan, texts.slice(half)))];
}

t.test("steps are counted: loops of the code, and what built-in functions read", async (t) => {
  const texts = hostileTexts(new Set([","]));
  const loops = (text: string) => {
    let found = 0;
    for (const a of text) for (const b of text) if (a === b) found++;
    return found;
  };
  const cuts = (text: string) => {
    for (let rest = text; rest !== ""; rest = rest.slice(1)) if (rest.startsWith("no")) return;
  };
  const searches = (text: string) => [...text].map((_, at) => /x/.test(text.slice(at)));
  const linear = (text: string) => [...text].map((character) => character.trim()).join("");
  for (const scan of [loops, cuts, searches]) t.not((await slowTexts(scan, texts.slice(0, 2))).length, 0, String(scan));
  t.same(await slowTexts(linear, texts), []);
});

t.test("every function that reads a text does it in linear time", async (t) => {
  const scanners = files.flatMap(({ scanners, literals }) => scanners.map((scanner) => ({ scanner, literals })));
  const inPages = scanners.filter(({ scanner }) => scanner.path.endsWith(".tsx")).map(({ scanner }) => scanner.id);
  t.same(inPages, [], "what reads a text stands in a file that Node runs, not in one of components");
  t.ok(scanners.length > 120, `${scanners.length} functions`);
  for (const { scanner, literals } of scanners) {
    if (OWN_TEXT.has(scanner.name)) continue;
    const given = argumentsFor(scanner);
    const module = await moduleAt(scanner.path);
    const texts = hostileTexts(literals);
    for (const [place, kept] of given.entries()) {
      if (kept !== BY_TYPE["string"]) continue;
      const scan = (text: string) => module[scanner.name]?.(...given.with(place, text));
      t.same(await slowTexts(scan, texts), [], `${scanner.id}, parameter ${place + 1}`);
    }
  }
});

t.test("a new function is measured or asks what to give it", async (t) => {
  const [scanner] = scannersOf("src/a.ts", "export function a(text: string, more: Strange): void {}").scanners;
  t.ok(scanner);
  if (scanner !== undefined) t.throws(() => argumentsFor(scanner), /Strange/);
  t.same(
    scannersOf("src/a.ts", "export async function a(path: string) {}\nexport function b(n: number) {}").scanners,
    [],
  );
});
