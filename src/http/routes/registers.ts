import { PROVISION_COLUMNS } from "../../audit/tables.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { exportForm, filterOf, LIST, listAnswer, sendList } from "../answer/list.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { oneOf, partyId } from "../request/parameter-kinds.ts";
import { checkPeriod, PERIOD } from "../request/period.ts";
import type { Services } from "../services.ts";

/** Declares the registers of provisions and of persons' requests, for `audit:read`; each reading is recorded. */
export function registerEndpoints({ registers, stopping }: Pick<Services, "registers" | "stopping">): Endpoint[] {
  return [
    endpoint({
      id: "provisionRegister",
      tag: "audit",
      summary: ["Register of what was provided", "提供登记"],
      about: [
        "One line a packet, newest first: message, recipient, groups of fields, legal basis and purpose (PIPL articles 55 and 56). No person is named. The lines stay when the content is destroyed.",
        "每个数据包一行，最新在前：报文、接收单位、数据组、处理依据、目的（个人信息保护法第五十五、五十六条）。不含人员；内容销毁后仍保留。",
      ],
      method: "GET",
      url: "/v1/registers/provision",
      scopes: ["audit:read"],
      query: {
        sender: partyId("Sender.", "发送方。"),
        recipient: partyId("Recipient.", "接收单位。"),
        type: oneOf(MESSAGE_TYPES, "Type of the message.", "报文类型。"),
        ...PERIOD,
        ...LIST,
      },
      check: checkPeriod,
      answers: { 200: listAnswer("ProvisionPage") },
      problems: ["not-found"],
      audited: (request, asked) => ({
        kind: "provision",
        question: { ...filterOf(asked), ...exportForm(request, asked) },
      }),
      handle: (request, reply, asked) =>
        sendList(request, reply, asked, {
          columns: PROVISION_COLUMNS,
          read: (page) => registers.provision(filterOf(asked), page),
          stopping,
        }),
    }),
    endpoint({
      id: "rightsRegister",
      tag: "audit",
      summary: ["Register of persons' requests", "权利登记"],
      about: [
        "Requests of persons that operators registered with a look-up or an erasure, newest first: kind, day, due in 15 working days, outcome (PIPL articles 44 to 50). No person is named; the reference leads to the operator's own register.",
        "系统管理员据以查找或者销毁的个人权利请求，最新在前：种类、日期、15 个工作日的答复期限、结果（个人信息保护法第四十四至五十条）。不含人员；凭编号可查系统管理员的登记簿。",
      ],
      method: "GET",
      url: "/v1/registers/rights",
      scopes: ["audit:read"],
      query: PERIOD,
      check: checkPeriod,
      answers: { 200: json("RightsRegister", "The requests.", "请求列表。") },
      audited: (_request, question) => ({ kind: "rights", question }),
      handle: async (_request, reply, period) => sendJson<"RightsRegister">(reply, await registers.rights(period)),
    }),
  ];
}
