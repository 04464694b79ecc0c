import { useState } from "react";

interface Props {
  readonly label: string;
  /** Value of `accept` of the field. */
  readonly accept: string;
  /** Name of the file that was chosen. */
  readonly chosen: string | undefined;
  /** Takes the file; the first of several. */
  readonly take?: (file: File) => void;
  /** Takes all files; several may be chosen. */
  readonly takeAll?: (files: readonly File[]) => void;
}

/** Takes files: dropped, or chosen in the system's dialog. */
export function FileDrop({ label, accept, chosen, take, takeAll }: Props) {
  const given = (files: FileList | null) => {
    const [file] = files ?? [];
    if (file === undefined) return;
    take?.(file);
    takeAll?.([...(files ?? [])]);
  };
  const [over, setOver] = useState(false);
  return (
    <label
      className={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        given(event.dataTransfer.files);
      }}
    >
      <input
        type="file"
        multiple={takeAll !== undefined}
        className="seen-not"
        accept={accept}
        onChange={({ target }) => {
          given(target.files);
          target.value = "";
        }}
      />
      {label}
      {chosen !== undefined && (
        <>
          <br />
          <strong>{chosen}</strong>
        </>
      )}
    </label>
  );
}
