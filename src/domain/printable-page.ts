import { htmlText } from "./html-text.ts";

/** One HTML page for reading and printing on A4. */
export interface PrintablePage {
  /** Title in the browser's tab, as plain text. */
  readonly title: string;
  /** Style sheet; a page rule shows the foot with `content:var(--foot)`. */
  readonly style: string;
  /** Foot of each printed page, as plain text. */
  readonly foot: string;
  /** Content of the body, as HTML. */
  readonly body: string;
}

/** Nothing is loaded and nothing runs, whatever a name contains. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Writes a page: without scripts, without anything from elsewhere. */
export function printablePage({ title, style, foot, body }: PrintablePage): string {
  // The foot is a string in CSS: only what ids, digests and our own words are made of stays in it.
  const printed = foot.replaceAll(/[^\u4e00-\u9fffA-Za-z0-9 +/=().:·-]/g, "");
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlText(title)}</title>
<style>${style}html{--foot:"${printed}"}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
