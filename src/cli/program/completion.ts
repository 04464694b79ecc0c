import type { Command } from "commander";

/** Shells for which completion can be written. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

interface Completed {
  /** Words of the command behind `aidx`; none for `aidx` itself. */
  readonly path: readonly string[];
  readonly options: readonly { readonly long: string; readonly text: string; readonly takesValue: boolean }[];
  readonly commands: readonly { readonly name: string; readonly text: string }[];
}

/** Writes the completion script of a program's commands and options for a shell. Arguments are completed as files. */
export function completion(program: Command, shell: Shell): string {
  const all = [...walk(program, [])];
  return shell === "fish" ? fish(all) : bash(all, shell === "zsh");
}

function* walk(command: Command, path: readonly string[]): Generator<Completed> {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).map((one) => ({ name: one.name(), text: one.description() }));
  const options = help.visibleOptions(command).flatMap(({ long, description, required, optional }) => {
    return long ? [{ long, text: description, takesValue: required || optional }] : [];
  });
  yield { path, options, commands };
  for (const one of command.commands) yield* walk(one, [...path, one.name()]);
}

function bash(all: readonly Completed[], zsh: boolean): string {
  const cases = all.map(({ path, options, commands }) => {
    const words = [...commands.map(({ name }) => name), ...options.map(({ long }) => long)].join(" ");
    return `    "${path.join(" ")}") words="${words}" ;;`;
  });
  const known = all.map(({ path }) => path.join("/")).join(" ");
  return `${zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_aidx() {
  local known="${known} " path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " $known" in *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;; esac
  done
  case "\${path//\\// }" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _aidx aidx
`;
}

function fish(all: readonly Completed[]): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&").replaceAll("\n", " ")}'`;
  const lines = all.flatMap(({ path, options, commands }) => {
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const none =
      commands.length === 0 ? "" : `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(" ")}`;
    const when = quoted([seen, none].filter(Boolean).join("; and "));
    return [
      ...commands.map(({ name, text }) => `complete -c aidx -f -n ${when} -a ${name} -d ${quoted(text)}`),
      ...options.map(
        ({ long, text, takesValue }) =>
          `complete -c aidx -n ${when} -l ${long.slice(2)}${takesValue ? " -r" : ""} -d ${quoted(text)}`,
      ),
    ];
  });
  return `${lines.join("\n")}\n`;
}
