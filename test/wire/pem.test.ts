import t from "tap";
import { certificateBlocks } from "../../src/wire/pem.ts";

const block = (content: string) => `-----BEGIN CERTIFICATE-----${content}-----END CERTIFICATE-----`;

t.test("certificates of a PEM file are found whatever stands between them", async (t) => {
  const [a, b] = [block("\nMIIB\nAA==\n"), block("\r\nMIIC\r\n")];
  const key = "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n";
  t.same(certificateBlocks(`Bag Attributes\n${a}\n${key}subject=CN = 某局\n${b}`), [a, b]);
  t.same(certificateBlocks(key), []);
});

t.test("a block that is not closed, or not before the next, is no certificate", async (t) => {
  t.same(certificateBlocks("-----BEGIN CERTIFICATE-----\nMIIB\n"), []);
  t.same(certificateBlocks(`-----BEGIN CERTIFICATE-----\nMIIB\n${block("MIIC")}`), [block("MIIC")]);
  t.same(certificateBlocks("-----BEGIN CERTIFICATE-----\nMI-IB\n-----END CERTIFICATE-----"), []);
});
