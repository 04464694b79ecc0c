import type { FastifyReply, FastifyRequest } from "fastify";
import type { Auditing } from "../../audit/auditing.ts";
import type { DeliveryFilter } from "../../audit/queries.ts";
import { DELIVERY_COLUMNS } from "../../audit/tables.ts";
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { LIST, listAnswer, sendList } from "../answer/list.ts";
import { callerOf, type Endpoint, endpoint } from "../endpoint.ts";
import { flag, oneOf, uuid7 } from "../request/parameter-kinds.ts";
import { checkPeriod, PERIOD } from "../request/period.ts";
import type { Services } from "../services.ts";

/** Filters of a list of the packets that a party got. */
const FILTER = {
  state: oneOf(PACKET_STATES, "State now.", "当前状态。"),
  type: oneOf(MESSAGE_TYPES, "Type of the message.", "报文类型。"),
  thread: uuid7("Thread.", "移送标识。"),
  ...PERIOD,
  overdue: flag("true: without a receipt although it was due.", "true：已到期而无回执。"),
};

/** What a list of a party's own packets is asked for. */
interface Asked extends DeliveryFilter {
  readonly after?: string;
  readonly limit?: number;
}

/** Declares the list of the packets that a department got, in whatever state (protocol section 5). */
export function ownPacketEndpoints(services: Pick<Services, "auditing" | "stopping">): Endpoint[] {
  return [
    endpoint({
      id: "packets",
      tag: "packets",
      summary: ["The caller's packets of all states, newest first", "本单位的数据包（全部状态），最新在前"],
      about: [
        "Every packet for the caller that matches all filters, also those that have a receipt, were withdrawn, or whose bytes are destroyed: the history that the inbox does not show. Document numbers stand in the packets themselves.",
        "发往调用方且符合全部条件的数据包，含已有回执、已撤回和内容已销毁的：即收件箱不再显示的历史。文号见数据包内容。",
      ],
      method: "GET",
      url: "/v1/packets",
      scopes: ["packet:receive"],
      query: { ...FILTER, ...LIST },
      check: checkPeriod,
      answers: { 200: listAnswer("DeliveryPage") },
      handle: (request, reply, asked) => sendOwn(request, reply, asked, "recipient", services),
    }),
  ];
}

/** Answers with the packets that the caller got, or sent. @throws Refusal `malformed-request` */
export function sendOwn(
  request: FastifyRequest,
  reply: FastifyReply,
  { after, limit, overdue, ...filter }: Asked,
  role: "sender" | "recipient",
  { auditing, stopping }: { readonly auditing: Pick<Auditing, "deliveries">; readonly stopping: AbortSignal },
): Promise<FastifyReply> {
  const own = { ...filter, ...(overdue === true ? { overdue } : {}), [role]: callerOf(request).party };
  return sendList(
    request,
    reply,
    { ...(after === undefined ? {} : { after }), ...(limit === undefined ? {} : { limit }) },
    {
      columns: DELIVERY_COLUMNS,
      async read(page) {
        const { items, ...more } = await auditing.deliveries(own, page);
        // Whether a recipient may know the number depends on what its packet holds.
        return role === "sender" ? { items, ...more } : { items: items.map(withoutNumber), ...more };
      },
      stopping,
    },
  );
}

function withoutNumber<Item extends { readonly documentNumber?: string }>({
  documentNumber: _documentNumber,
  ...item
}: Item) {
  return item;
}
