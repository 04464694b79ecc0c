import type { Scope } from "../../domain/scope.ts";
import type { Endpoint } from "../endpoint.ts";
import { SCHEMAS } from "../schemas/schemas.ts";
import type { HttpSettings } from "../settings.ts";
import { both } from "./bilingual.ts";
import { operationObject, PROBLEM_EXAMPLES, templateOf } from "./operation.ts";
import { TAGS } from "./tags.ts";

/** Text about what each scope opens (protocol section 3). */
const SCOPE_TEXTS: Readonly<Record<Scope, string>> = {
  "message:send": "Submit messages 移送报文",
  "packet:receive": "Inbox, packets, receipts 收件箱、数据包、回执",
  "audit:read": "Delivery logs, events, evidence; never a payload 投递日志、事件、证据；不含报文内容",
  "directory:read": "Parties and their public keys 单位及其公钥",
  "directory:write": "Administration of parties 单位管理",
  "ops:read": "Operation, looking: states and attempts 运行查看：状态与投递次数",
  "ops:write": "Operation, changing 运行操作",
  "case:read": "What became of the persons 办理情况",
  "report:read": "Reports 通报",
  "report:internal": "Internal reports 内部通报",
  "report:release": "Release of hidden values of reports 批准公开通报数字",
  "ops:approve": "Approval of operations 批准运行操作",
};

/** Makes the OpenAPI 3.1 description of these endpoints, which is served at `/openapi.json`. */
export function openapiDocument(
  settings: HttpSettings,
  endpoints: readonly Endpoint[],
): Readonly<Record<string, unknown>> {
  return {
    openapi: "3.1.1",
    info: {
      title: "Aid Exchange Gateway 救助衔接网关",
      version: settings.softwareVersion,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description: both(
        "Hands aid-subject lists from a procuratorate to the departments of social aid, sealed for each, with proof of every step. Every error is a problem document (RFC 9457).",
        "将检察机关的救助对象信息移送清单分送各社会救助部门：逐一加密封装，全程留证。所有错误均为问题文档（RFC 9457）。",
      ),
    },
    servers: [{ url: settings.publicUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: pathsOf(endpoints),
    components: {
      schemas: SCHEMAS,
      examples: PROBLEM_EXAMPLES,
      securitySchemes: {
        oauth: {
          type: "oauth2",
          description: both(
            "Client credentials with private_key_jwt.",
            "以 private_key_jwt 验证身份的客户端凭证模式。",
          ),
          flows: { clientCredentials: { tokenUrl: `${settings.publicUrl}/oauth/token`, scopes: SCOPE_TEXTS } },
        },
      },
    },
  };
}

/** Makes the Paths Object (OpenAPI 3.1 section 4.8.8). */
function pathsOf(endpoints: readonly Endpoint[]): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints) {
    const methods = (paths[templateOf(endpoint.url)] ??= {});
    methods[endpoint.method.toLowerCase()] = operationObject(endpoint);
  }
  return paths;
}
