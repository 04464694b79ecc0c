import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { DeskHolder } from "../desk/desk.tsx";
import { Speaking, useSpeech } from "./language.tsx";
import { STYLE_NONCE } from "./public-api.ts";
import { createQueries } from "./queries.ts";
import { createConsoleRouter } from "./routes.tsx";
import { THEME } from "./theme.ts";

const queries = createQueries();
const router = createConsoleRouter();

/** The whole console. */
export function Console() {
  return (
    <Speaking>
      <QueryClientProvider client={queries}>
        <DeskHolder>
          <Themed />
        </DeskHolder>
      </QueryClientProvider>
    </Speaking>
  );
}

function Themed() {
  const { language } = useSpeech();
  return (
    <ConfigProvider
      theme={THEME}
      locale={language === "zh" ? zhCN : enUS}
      csp={{ nonce: STYLE_NONCE }}
      button={{ autoInsertSpace: false }}
    >
      <RouterProvider router={router} />
    </ConfigProvider>
  );
}
