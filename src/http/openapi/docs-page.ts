/**
 * Page that shows the API description: Swagger UI, with all files from this gateway. Requests cannot be tried out and
 * credentials cannot be entered, because a party's key must not be typed into a page.
 */

/** Content-Security-Policy of the page: its own files and the description; no inline script or style, no other host. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** HTML of the page. Its URLs are relative, so that it works behind a path of a proxy too. */
export const DOCS_PAGE = `<!doctype html>
<html lang="zh">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Aid Exchange Gateway API 救助衔接网关接口</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="stylesheet" href="docs/page.css">
    <script defer src="docs/swagger-ui-bundle.js"></script>
    <script defer src="docs/page.js"></script>
  </head>
  <body>
    <noscript>The description as it is 接口描述原文: <a href="openapi.json">openapi.json</a></noscript>
    <div id="api"></div>
  </body>
</html>
`;

/** Script of the page. The validator is off, because it is on another host; so is `?url=`, which could show any document. */
export const DOCS_SCRIPT = `SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  queryConfigEnabled: false,
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [() => ({ wrapComponents: { authorizeBtn: () => () => null, authorizeOperationBtn: () => () => null } })],
});
`;

/** Style of the page: hides what Swagger UI shows for sending requests. */
export const DOCS_STYLE = `body { margin: 0; background: #fafafa; }
.swagger-ui .scheme-container { display: none; }
`;
