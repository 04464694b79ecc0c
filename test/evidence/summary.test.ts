import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { EvidenceModel, EvidencePacket, TimelineEntry } from "../../src/evidence/model.ts";
import { summaryPdf } from "../../src/evidence/pdf/pdf.ts";
import { Typeface } from "../../src/evidence/pdf/typeface.ts";
import { summaryHtml } from "../../src/evidence/summary/html.ts";
import { summaryContent } from "../../src/evidence/summary/summary-content.ts";
import { outside } from "../support/referees/outside.ts";

const present = spawnSync("pdftotext", ["-v"]).status === 0;
const skip = outside(t, present, "reading the text of the PDF back", "poppler-utils");

function summaryWith(typeface: Typeface) {
  return async (model: EvidenceModel) => {
    const content = summaryContent(model);
    return { html: summaryHtml(content), pdf: await summaryPdf(content, typeface) };
  };
}
const summary = summaryWith(new Typeface());
const THREAD = "01890a5d-ac96-774b-bcce-b302099a8057";
const TIME = "2026-03-02T08:00:00.000Z";
const digest = (char: string) => `sha-256=:${char.repeat(43)}=:`;

function packet(id: number, more: Partial<EvidencePacket>): EvidencePacket {
  return {
    id: `01890a5d-ac96-774b-bcce-b3020000000${id}`,
    message: THREAD,
    recipient: "housing",
    digest: digest(String(id)),
    sealedAt: TIME,
    disclosed: ["identity"],
    sealedFor: "kid",
    state: "queued",
    attempts: 0,
    entry: 10 + id,
    ...more,
  };
}

const receipt = { issuedAt: TIME, receivedAt: TIME, digest: digest("r"), kid: "kid", entry: 30 };
const ENTRY: TimelineEntry = {
  index: 9,
  time: TIME,
  type: "accepted",
  actor: "procuratorate",
  message: THREAD,
  more: { messageType: "aid-subject-list" },
};
const MODEL: EvidenceModel = {
  format: 1,
  thread: THREAD,
  madeAt: "2026-03-02T16:30:00.000Z",
  gateway: "aid-gateway",
  software: "1.0.0",
  checkpoint: {
    origin: "gateway.example/log",
    size: 40,
    root: `${"R".repeat(43)}=`,
    logKeys: ["gateway.example/log+00000000+AQ"],
    witnesses: [{ name: "witness.example/w1", time: TIME }],
  },
  successions: [],
  messages: [
    {
      id: THREAD,
      type: "aid-subject-list",
      version: "1",
      sender: "procuratorate",
      acceptedAt: TIME,
      digest: digest("m"),
      origin: digest("o"),
      policy: "default@1",
      entry: 9,
      receipt: true,
    },
  ],
  packets: [
    packet(1, {
      state: "accepted",
      deliveredAt: TIME,
      via: "push",
      attempts: 1,
      receipt: { ...receipt, outcome: "accepted" },
    }),
    packet(2, {
      state: "rejected",
      deliveredAt: TIME,
      via: "fetch",
      receipt: { ...receipt, outcome: "rejected", reason: "not-responsible" },
    }),
    packet(3, { state: "withdrawn" }),
    packet(4, { state: "delivered", deliveredAt: TIME, via: "fetch", erasedAt: TIME }),
  ],
  timeline: [ENTRY],
  pending: [],
  parties: {
    housing: { zh: "住房和城乡建设局", en: "Housing" },
    procuratorate: { zh: "人民检察院", en: "Procuratorate" },
  },
  rules: [{ part: "sharing-policy", id: "default@1" }],
  keys: [{ party: "housing", kid: "thumb", change: "key-added", entry: 3, time: TIME }],
};

const flat = (text: string) => text.replaceAll(/\s+/g, "");

/** Text that poppler reads from a PDF. */
function pdfText(pdf: Uint8Array): string {
  const { stdout, status, stderr } = spawnSync("pdftotext", ["-", "-"], { input: pdf, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout.toString("utf8");
}

t.test("summary: HTML and PDF show the model in both languages", async (t) => {
  const { html, pdf } = await summary(MODEL);
  const texts = [html.replaceAll(/<[^>]*>/g, "").replaceAll("&#39;", "'"), ...(present ? [pdfText(pdf)] : [])].map(
    flat,
  );
  for (const text of texts) {
    for (const words of [
      "救助信息移送送达证据",
      "Evidence of delivery of aid information",
      THREAD,
      "救助对象信息移送清单",
      "人民检察院",
      "住房和城乡建设局",
      "已签收",
      "已拒收",
      "不属于本单位职责",
      "not responsible",
      "已撤回",
      "无回执",
      "no receipt",
      "未送达",
      "内容已销毁",
      "2026-03-02 16:00:00.000",
      "2026-03-03 00:30:00 +08:00",
      "gateway.example/log",
      "witness.example/w1",
      "见证方联署 2026-03-02 16:00:00 +08:00",
      "a witness cosigned",
      MODEL.checkpoint.root,
      digest("1"),
      "aidx verify evidence.zip --log-key KEY",
      "本身不是证明",
      "is not the proof",
    ]) {
      t.ok(text.includes(flat(words)), words);
    }
  }
  t.match(html, /<html lang="zh-CN">/);
  t.match(html, /<th scope="col"/);
  t.notMatch(html, /<script|https?:|src=|href=/i, "nothing runs and nothing is loaded");
});

t.test("summary: the same model gives the same bytes", async (t) => {
  const [one, two] = [await summary(MODEL), await summaryWith(new Typeface())(MODEL)];
  t.equal(one.html, two.html);
  t.ok(Buffer.from(one.pdf).equals(two.pdf));
  const other = await summary({ ...MODEL, madeAt: TIME });
  t.notOk(Buffer.from(one.pdf).equals(other.pdf));
});

const EVIL = `</style><script>alert(1)</script><img src=x onerror=alert(1)>"'&{}\u0000\u202e\u200b\ud800`;
const HOSTILE: EvidenceModel = {
  ...MODEL,
  software: EVIL,
  checkpoint: { ...MODEL.checkpoint, origin: EVIL, root: `"}body{display:none}</style><script>` },
  parties: { housing: { zh: EVIL, en: EVIL } },
  timeline: [{ index: 1, time: EVIL, type: "accepted", actor: "__proto__", more: { constructor: EVIL } }],
  keys: [{ party: EVIL, kid: EVIL, change: EVIL, entry: 1, time: EVIL }],
};

t.test("summary: hostile texts are shown and have no effect", async (t) => {
  const { html } = await summary(HOSTILE);
  t.notMatch(html, /<script|<img|\u0000|\u202e|\u200b|\ud800/u);
  t.equal(html.match(/<\/style>/g)?.length, 1);
  t.notMatch(/--foot:"([^"]*)"/.exec(html)?.[1] ?? "<", /[<>{}\\]/);
  t.match(html, "〔U+202E〕");
});

t.test("hostile texts are shown in the PDF", { skip }, async (t) => {
  t.match(flat(pdfText((await summary(HOSTILE)).pdf)), "〔U+202E〕");
});

t.test("summary: rare characters are shown, or their code points", { skip }, async (t) => {
  const { pdf } = await summary({
    ...MODEL,
    // The first four are in GB 2312, then two common ones of Unicode's first plane, then one of a plane that few fonts
    // have.
    parties: { housing: { zh: "劐阢坶塥㐂䶮龘𪚥", en: "x" } },
  });
  const text = flat(pdfText(pdf));
  t.match(text, "劐阢坶塥");
  t.match(text, /㐂|〔U\+3402〕/);
  t.match(text, "龘");
  t.match(text, /𪚥|〔U\+2A6A5〕/u);
});

t.test("summary: a long timeline has its head and foot on every page", { skip }, async (t) => {
  const timeline = Array.from(
    { length: 400 },
    (_, at): TimelineEntry => ({
      index: 7_000_000 + at,
      time: TIME,
      type: "attempt",
      actor: "aid-gateway",
      recipient: "housing",
      more: { code: "http-503" },
    }),
  );
  const long: TimelineEntry = {
    index: 7_999_999,
    time: TIME,
    type: "attempt",
    actor: "aid-gateway",
    more: { list: Array.from({ length: 2000 }, (_, at) => `item${at}`) },
  };
  const { pdf } = await summary({ ...MODEL, timeline: [...timeline, long] });
  const pages = pdfText(pdf).split("\f").slice(0, -1);
  t.ok(pages.length > 15, `${pages.length} pages`);
  pages.forEach((page, at) => {
    for (const words of [`第 ${at + 1} 页 / 共 ${pages.length} 页`, THREAD, MODEL.checkpoint.root]) {
      t.ok(flat(page).includes(flat(words)), `page ${at + 1}: ${words}`);
    }
  });
  const text = flat(pages.join(""));
  t.same(
    timeline.filter(({ index }) => !text.includes(String(index))),
    [],
    "every entry is there",
  );
  t.match(text, "item1999", "a row that is longer than a page is cut, not lost");
});

t.test("summary: one page has sender, recipients, times, outcomes, proof and how to verify", { skip }, async (t) => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ ...packet(1, MODEL.packets[0] ?? {}), id: `packet-${at}` }));
  const pages = async (count: number) =>
    pdfText((await summary({ ...MODEL, packets: many(count) })).pdf)
      .split("\f")
      .map(flat);
  for (const count of [0, 1, 12]) {
    const [first = "", second = ""] = await pages(count);
    for (const words of [
      "发送方",
      "网关受理",
      "送达与回执一览",
      "证明依据",
      "核验方法",
      "--log-keyKEY",
      "不得取自本文件",
    ]) {
      t.ok(first.includes(words), `${count} packets: ${words}`);
    }
    t.ok(second.startsWith("四、移送内容与可见范围"));
  }
  const [first = "", second = "", ...others] = await pages(40);
  for (const words of ["40个数据包：已签收40个", "证明依据", "--log-keyKEY"]) t.ok(first.includes(words), words);
  t.notOk(first.includes("送达与回执一览"), "a long list comes after");
  t.ok(second.startsWith("四、送达与回执"));
  t.ok([second, ...others].some((page) => page.includes("五、移送内容与可见范围")));
});

t.test("summary: a heading never stands alone at the foot of a page", { skip }, async (t) => {
  for (let rows = 1; rows <= 40; rows += 3) {
    const timeline = Array.from({ length: rows }, (_, at): TimelineEntry => ({ ...ENTRY, index: at }));
    const pages = pdfText((await summary({ ...MODEL, timeline })).pdf)
      .split("\f")
      .slice(0, -1);
    t.ok(pages.length > 0);
    for (const page of pages) {
      const text = page.slice(0, page.indexOf("移送 thread")).trimEnd();
      t.notMatch(text, /[一二三四五六七八九十]、\S+\s+\d+\. [^\n]*$/, `${rows} entries`);
    }
  }
});

t.test("summary: witnesses and time stamps are shown with their times", async (t) => {
  const timestamp = { time: "2026-03-02T08:00:01.500Z", authority: "国家授时中心, Time Authority" };
  const { html } = await summary({ ...MODEL, timestamp });
  const text = html.replaceAll(/<[^>]*>/g, "");
  t.match(text, "见证方联署 2026-03-02 16:00:00 +08:00 witness.example/w1");
  t.match(text, "时间戳 2026-03-02 16:00:01.500 +08:00 国家授时中心, Time Authority");
  t.match(text, "所列条目在上述时间均已存在");
  const none = (await summary({ ...MODEL, checkpoint: { ...MODEL.checkpoint, witnesses: [] } })).html;
  t.match(none, "没有见证方联署，也没有时间戳");
  t.notMatch(none, "均已存在");
});

t.test("summary: pending entries and missing witnesses are shown", async (t) => {
  const { html } = await summary({
    ...MODEL,
    pending: ["a", "b"],
    packets: [],
    checkpoint: { ...MODEL.checkpoint, witnesses: [] },
  });
  t.match(html, "尚未发布的条目");
  t.match(html, "没有见证方联署");
});

t.test("summary: every font is embedded", { skip }, async (t) => {
  const file = join(t.testdir({}), "summary.pdf");
  writeFileSync(file, (await summary(MODEL)).pdf);
  const { stdout } = spawnSync("pdffonts", [file], { encoding: "utf8" });
  const fonts = stdout.trim().split("\n").slice(2);
  t.equal(fonts.length, 2);
  for (const font of fonts) t.match(font, /AidSummarySong-\w+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
});
