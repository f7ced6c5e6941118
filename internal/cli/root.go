package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// commands are the subcommands, in the order in which help lists them.
var commands = []func(*env) *cobra.Command{
	newEngineRun,
	newBackfill,
	newStatus,
	newDoctor,
	newAudit,
	newCheck,
	newQuery,
	newSample,
	newSchema,
	newInit,
	newVersion,
}

func init() { cobra.EnableCommandSorting = false }

const rootHelp = `isobar turns private telemetry reports into a public dataset, every week, in which every published
group holds at least k sites. The public tables are SQL files; see queries/ for examples.

Exit status: 0 published, 1 failed, 2 wrong command line, 3 refused to publish.`

const rootExample = `  isobar sample --dataset queries/dropsonde --sites 1000 --output sample
  isobar run --dataset queries/dropsonde --input sample --output out`

// newRoot builds the whole command tree.
func (e *env) newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "isobar",
		Short:         "Turn private telemetry reports into a public dataset",
		Long:          rootHelp,
		Example:       rootExample,
		Args:          cobra.ArbitraryArgs, // so that RunE can say more than "unknown command"
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          missingCommand,
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().Var(&e.level, "log-level",
		"least level of log lines: debug, info, warn or error (default warn on a terminal, info elsewhere)")
	for _, newCommand := range commands {
		e.attach(root, newCommand(e))
	}
	root.SetHelpCommand(newHelp(root))
	return root
}

// attach adds a subcommand. From the moment that it runs, the command line counts as understood.
func (e *env) attach(parent, command *cobra.Command) {
	run := command.RunE
	command.RunE = func(c *cobra.Command, args []string) error {
		e.started = true
		return run(c, args)
	}
	parent.AddCommand(command)
}

// missingCommand is what isobar does without a subcommand, or with one that it does not have. It is an
// error even without arguments: a scheduled job that lost its arguments must not look published.
func missingCommand(root *cobra.Command, args []string) error {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if len(args) == 0 {
		return usagef("which command? There are %s", strings.Join(names, ", "))
	}
	if near := nearest(args[0], names); near != "" {
		return usagef("there is no command %q; did you mean %s?", args[0], near)
	}
	return usagef("there is no command %q; there are %s", args[0], strings.Join(names, ", "))
}

// newHelp is `isobar help [command]`. Cobra's own takes a topic that does not exist for a success.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(_ *cobra.Command, args []string) error {
			command, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return missingCommand(root, args)
			}
			command.InitDefaultHelpFlag()
			return command.Help()
		},
	}
}

// noArgs is the rule of commands that take flags only.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments besides flags, but here is %q", c.CommandPath(), args[0])
	}
	return nil
}

// datasetsOnly is the rule of commands whose arguments are folders of datasets, which a pattern after --dataset
// has become.
func datasetsOnly(c *cobra.Command, args []string) error {
	for _, arg := range args {
		if !isDataset(arg) {
			return usagef("%s takes no arguments besides flags and folders of datasets, but here is %q", c.CommandPath(), arg)
		}
	}
	return nil
}

// required refuses an empty flag that has no default. what says what it is, with an example.
func required(flag, value, what string) error {
	if value == "" {
		return usagef("--%s is missing: %s", flag, what)
	}
	return nil
}

// nearest is the candidate that a misspelt word most likely stands for, or "".
func nearest(word string, candidates []string) string {
	best, least := "", 1+len(word)/3
	for _, c := range candidates {
		if d := editDistance(word, c); d <= least && (best == "" || d < editDistance(word, best)) {
			best = c
		}
	}
	return best
}

// editDistance is Levenshtein's: insertions, deletions and substitutions of one byte.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			above := row[j+1]
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			row[j+1] = slices.Min([]int{substitute, above + 1, row[j] + 1})
			diagonal = above
		}
	}
	return row[len(b)]
}

// examples indents the lines of help examples as cobra expects them.
func examples(lines ...string) string {
	return "  " + strings.Join(lines, "\n  ")
}

// plural writes a count with its noun.
func plural(n int64, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", one)
	}
	return fmt.Sprintf("%s %s", thousands(n), many)
}
