import { hasCitizenCheck } from "./citizen-number.ts";

/** Form of the number: citizen number (18 characters), class 1-7, grade 1-4, and B with a digit for a re-issued card. */
const SHAPE = /^\d{17}[0-9X][1-7][1-4](B\d)?$/;

/** Parts of the number of a disability card (GB/T 26341-2010 classes and grades). */
export interface DisabilityCard {
  readonly citizenNumber: string;
  readonly class: string;
  readonly grade: string;
}

/** Reads the number of a disability card (残疾人证号); undefined for any other text. */
export function readDisabilityCard(text: string): DisabilityCard | undefined {
  const citizenNumber = text.slice(0, 18);
  if (!SHAPE.test(text) || !hasCitizenCheck(citizenNumber)) return undefined;
  return { citizenNumber, class: text.charAt(18), grade: text.charAt(19) };
}
