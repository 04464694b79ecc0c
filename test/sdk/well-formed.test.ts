import t from "tap";

t.test(
  "the bundle for pages adds String.prototype.isWellFormed where it is missing (Chromium before 111)",
  async (t) => {
    const own = Object.getOwnPropertyDescriptor(String.prototype, "isWellFormed");
    // oxlint-disable-next-line no-extend-native -- the test puts back what it took away
    t.teardown(() => Object.defineProperty(String.prototype, "isWellFormed", own ?? {}));
    t.ok(Reflect.deleteProperty(String.prototype, "isWellFormed"));
    await import("../../src/sdk/browser.ts");
    t.ok("检察院".isWellFormed());
    t.notOk("\ud800".isWellFormed());
    t.ok("\ud83d\ude00".isWellFormed(), "a pair");
  },
);
