import { flags, flagsOf, type Flag } from '../cli/cli-flags.ts';
import {
  commandNames,
  commands,
  shells,
  type Command,
  type CommandName,
  type Shell,
} from '../cli/commands.ts';

/** A script that completes commands, flags and their values in a shell. */
export function completionScript(shell: Shell): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]();
}

const common: readonly Flag[] = flags.filter(({ name }) => name === 'help' || name === 'version');

function allFlags(command: CommandName): readonly Flag[] {
  return [...flagsOf(command).filter((flag) => !common.includes(flag)), ...common];
}

/** The words that may follow a command, where they are known. */
function operandWords(command: CommandName): readonly string[] {
  return command === 'completion' ? shells : [];
}

function takesFile({ placeholder }: Flag): boolean {
  return placeholder === 'FILE';
}

/** As they are typed. */
function filesOf(): readonly string[] {
  return flags.filter(takesFile).map(({ name }) => `--${name}`);
}

function bashScript(): string {
  const words = commandNames.map((command) => {
    const all = [...operandWords(command), ...allFlags(command).map(({ name }) => `--${name}`)];
    return `    ${command}) words='${all.join(' ')}' ;;`;
  });
  const values = (flags as readonly Flag[])
    .filter(({ choices }) => choices !== undefined)
    .map(
      ({ name, choices = [] }) =>
        `    --${name}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;`,
    );
  return `# telltale-exporter in bash: source <(telltale-exporter completion bash)
_telltale_exporter() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command=serve words
  # An equals sign is a word of its own to bash.
  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  case "$previous" in
    ${filesOf().join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
${values.join('\n')}
  esac
  if [[ $COMP_CWORD -gt 1 && \${COMP_WORDS[1]} != -* ]]; then command="\${COMP_WORDS[1]}"; fi
  case "$command" in
${words.join('\n')}
  esac
  if [[ $COMP_CWORD -eq 1 ]]; then words="$words ${commandNames.join(' ')}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ $command == @(convert|diff) && $current != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -F _telltale_exporter telltale-exporter
`;
}

function zshScript(): string {
  const described = Object.entries(commands).map(
    ([name, { help }]) => `    ${quoted(`${name}:${help}`)}`,
  );
  const cases = commandNames.map((command) => {
    const specs = allFlags(command).map((flag) => `        ${quoted(zshFlag(flag))} \\`);
    const words = operandWords(command);
    const operand = words.length > 0 ? quoted(`1:word:(${words.join(' ')})`) : "'*:file:_files'";
    return `    ${command})\n      _arguments \\\n${specs.join('\n')}\n        ${operand} ;;`;
  });
  return `#compdef telltale-exporter
# telltale-exporter in zsh: source <(telltale-exporter completion zsh)
_telltale_exporter() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  local command=serve
  if (( CURRENT > 2 )) && [[ $words[2] != -* ]]; then
    command=$words[2]
    words=($words[1] $words[3,-1])
    (( CURRENT-- ))
  elif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  case $command in
${cases.join('\n')}
  esac
}
compdef _telltale_exporter telltale-exporter
`;
}

function zshFlag(flag: Flag): string {
  const { name, placeholder, choices, repeatable, help } = flag;
  // What has a meaning in a description.
  const text = help.replace(/[[\]:\\]/g, String.raw`\$&`);
  const value = placeholder === undefined ? '' : '=';
  const action = choices ? `(${choices.join(' ')})` : takesFile(flag) ? '_files' : ' ';
  const argument = placeholder === undefined ? '' : `:${placeholder}:${action}`;
  return `${repeatable === true ? '*' : ''}--${name}${value}[${text}]${argument}`;
}

function fishScript(): string {
  const isCommand = (names: readonly string[]): string =>
    `__fish_seen_subcommand_from ${names.join(' ')}`;
  const others = commandNames.filter((name) => name !== 'serve');
  const lines = [
    ...Object.entries(commands).map(
      ([name, { help }]: [string, Command]) =>
        `complete -c telltale-exporter -f -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`,
    ),
    ...(flags as readonly Flag[]).map((flag) => {
      const { name, placeholder, choices, help } = flag;
      const takers = commandNames.filter((command) => allFlags(command).includes(flag));
      const named = takers.filter((command) => command !== 'serve');
      const conditions = [
        ...(takers.includes('serve') ? [`not ${isCommand(others)}`] : []),
        ...(named.length > 0 ? [isCommand(named)] : []),
      ];
      const argument =
        placeholder === undefined
          ? ''
          : ` -r${takesFile(flag) ? 'F' : ' -f'}${choices ? ` -a ${quoted(choices.join(' '))}` : ''}`;
      return `complete -c telltale-exporter -n ${quoted(conditions.join('; or '))} -l ${name}${argument} -d ${quoted(help)}`;
    }),
    `complete -c telltale-exporter -f -n ${quoted(isCommand(['completion']))} -a ${quoted(shells.join(' '))}`,
    `complete -c telltale-exporter -F -n ${quoted(isCommand(['convert', 'diff']))}`,
  ];
  return `# telltale-exporter in fish: telltale-exporter completion fish | source\n${lines.join('\n')}\n`;
}

/** A word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
