import { Button } from "antd";
import { type ReactNode, useState } from "react";
import type { Column, Table } from "../../sheets/layout.ts";
import { itemsAt, valueAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import { SchemaInput } from "../parts/schema-input.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { DocumentFault } from "./document-faults.ts";
import { inputText, inputValue } from "./edit-document.ts";

/** Finds the faults at a place and below it. */
export type Faulty = (pointer: string) => readonly DocumentFault[];

interface Props {
  /** Path of the object that has the fields. */
  readonly base: readonly string[];
  readonly value: unknown;
  readonly columns: readonly Column[];
  /** Lists in the object. */
  readonly lists: readonly Table[];
  readonly set: (path: readonly string[], value: unknown) => void;
  readonly faultOf: Faulty;
}

/** Fields of an object by their groups, the required ones open. */
export function GroupFields({ base, value, columns, lists, set, faultOf }: Props) {
  const { say, pick } = useSpeech();
  const names = [...new Set([...columns, ...lists].map(({ path }) => path.split(".")[0] ?? ""))];
  return (
    <div className="form">
      {names.map((name) => {
        const own = columns.filter(({ path }) => path === name || path.startsWith(`${name}.`));
        const tables = lists.filter(({ path }) => path === name || path.startsWith(`${name}.`));
        const pointer = pointerOf([...base, name]);
        const faults = faultOf(pointer);
        const filled = valueAt(value, name) !== undefined;
        const required = own.some((column) => column.required) || name === "needs";
        const [column] = own;
        if (own.length === 1 && tables.length === 0 && column !== undefined && column.path === name) {
          return <OneField key={name} base={base} column={column} value={value} set={set} faultOf={faultOf} />;
        }
        return (
          <Group key={name} open={required || faults.length > 0}>
            <summary id={pointer}>
              {pick(own[0]?.group ?? groupTitle(tables[0], name))}{" "}
              {required ? <span className="quiet">{say("compose.required")}</span> : null}{" "}
              {faults.length > 0 ? (
                <StatusTag tone="bad">{say("compose.faultCount", { count: faults.length })}</StatusTag>
              ) : (
                filled && <StatusTag tone="good">{say("compose.filled")}</StatusTag>
              )}
            </summary>
            {own.map((one) => (
              <OneField key={one.path} base={base} column={one} value={value} set={set} faultOf={faultOf} />
            ))}
            {tables.map((table) => (
              <Rows key={table.path} base={base} table={table} value={value} set={set} faultOf={faultOf} />
            ))}
          </Group>
        );
      })}
    </div>
  );
}

/** A group of fields that opens once there is something to do in it, and does not close under the hands of who writes. */
function Group({ open, children }: { readonly open: boolean; readonly children: ReactNode }) {
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  return <details open={opened || undefined}>{children}</details>;
}

function groupTitle(table: Table | undefined, name: string) {
  return table?.name ?? { zh: name, en: name };
}

interface RowsProps extends Pick<Props, "base" | "value" | "set" | "faultOf"> {
  readonly table: Table;
}

/** A list in an object: each item with its fields. */
function Rows({ base, table, value, set, faultOf }: RowsProps) {
  const { say, pick } = useSpeech();
  const items = itemsAt(value, table.path);
  const path = [...base, ...table.path.split(".")];
  const title = pick(table.name);
  return (
    <fieldset className="rows" id={pointerOf(path)} tabIndex={-1}>
      <legend>{title}</legend>
      {items.map((item, n) => (
        // Items have no mark of their own while they are written.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={n} className="row" id={pointerOf([...path, String(n)])} tabIndex={-1}>
          <legend>
            {title} {n + 1}
          </legend>
          {table.columns.map((column) => (
            <OneField
              key={column.path}
              base={[...path, String(n)]}
              column={column}
              value={item}
              set={set}
              faultOf={faultOf}
            />
          ))}
          <Button size="small" onClick={() => set([...path, String(n)], undefined)}>
            {say("compose.dropRow", { title, n: n + 1 })}
          </Button>
        </fieldset>
      ))}
      <Button size="small" onClick={() => set([...path, String(items.length)], {})}>
        {say("compose.addRow", { title })}
      </Button>
    </fieldset>
  );
}

interface FieldProps extends Pick<Props, "base" | "value" | "set" | "faultOf"> {
  readonly column: Column;
}

function OneField({ base, column, value, set, faultOf }: FieldProps) {
  const { pick } = useSpeech();
  // What is typed stays as it is until the field is left: 1.0 on the way to 1.05.
  const [typed, setTyped] = useState<string>();
  const path = [...base, ...column.path.split(".")];
  const pointer = pointerOf(path);
  const [fault] = faultOf(pointer);
  return (
    <div onBlur={() => setTyped(undefined)} className={column.required ? "field required" : "field"}>
      <SchemaInput
        column={column}
        value={typed ?? inputText(column, valueAt(value, column.path))}
        at={pointer}
        fault={fault && pick(fault.text)}
        change={(text) => {
          setTyped(text);
          set(path, inputValue(column, text));
        }}
      />
    </div>
  );
}

function pointerOf(path: readonly string[]): string {
  return `/body/${path.join("/")}`;
}
