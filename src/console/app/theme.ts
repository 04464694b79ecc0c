import type { ThemeConfig } from "antd";

/**
 * Theme of the console. The tokens have a contrast of at least 4.5 to 1 on white (WCAG 2.2, 1.4.3), which those of the
 * component library have not: its primary colour has 4.1.
 */
export const THEME: ThemeConfig = {
  token: {
    colorPrimary: "#0958d9",
    colorPrimaryHover: "#003eb3",
    colorPrimaryActive: "#002c8c",
    colorInfo: "#0958d9",
    colorLink: "#0958d9",
    colorLinkHover: "#003eb3",
    colorLinkActive: "#002c8c",
    colorError: "#cf1322",
    colorSuccess: "#237804",
    colorWarning: "#ad4e00",
    colorInfoBg: "#e6f0ff",
    colorErrorBg: "#fff1f0",
    colorSuccessBg: "#f6ffed",
    colorWarningBg: "#fff7e6",
    colorTextPlaceholder: "#595959",
    colorTextTertiary: "#595959",
    colorTextDescription: "#595959",
    colorTextQuaternary: "#595959",
    colorTextDisabled: "#595959",
    fontSize: 16,
    controlHeight: 36,
    motion: false,
    fontFamily:
      '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif',
    fontFamilyCode: 'Consolas, "Noto Sans Mono CJK SC", monospace',
  },
};
