/** Members of the body of a request about a person's data that somebody registered. */
import { isReference, REFERENCE } from "../../domain/recorded-request.ts";
import { malformed } from "./malformed.ts";
import type { Parameter } from "./parameter.ts";
import { oneOf } from "./parameter-kinds.ts";

/** Declares the ground and the number in the register. */
export function registered<Basis extends string>(bases: readonly Basis[]) {
  return { basis: oneOf(bases, "Ground of the request.", "请求依据。"), reference: NUMBER };
}

/** Declares the number of a request in the operator's register. */
export const NUMBER: Parameter<string> = {
  schema: { type: "string", pattern: REFERENCE.source },
  about: ["Number of the request in your own register; never a person's.", "贵单位登记簿中的编号；不得为个人证件号。"],
  read(text) {
    if (isReference(text)) return text;
    throw malformed(
      "reference must be 1 to 64 letters, digits, dots, slashes or hyphens, and no number of a person",
      "reference 须为 1 至 64 位字母、数字、点、斜线或连字符，且不得为个人号码",
    );
  },
};
