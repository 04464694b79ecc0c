import { useState } from "react";

interface Props {
  readonly label: string;
  /** Value of `accept` of the field. */
  readonly accept: string;
  /** Name of the file that was chosen. */
  readonly chosen: string | undefined;
  readonly take: (file: File) => void;
}

/** Takes one file: dropped, or chosen in the system's dialog. */
export function FileDrop({ label, accept, chosen, take }: Props) {
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
        const [file] = event.dataTransfer.files;
        if (file !== undefined) take(file);
      }}
    >
      <input
        type="file"
        className="seen-not"
        accept={accept}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file !== undefined) take(file);
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
