package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError says in a sentence what is wrong with a flag.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var needs *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown)
	case errors.As(err, &needs):
		return usagef("--%s needs a value", needs.GetFlag().Name)
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		if kind, ok := kinds[flag.Value.Type()]; ok {
			return usagef("--%s %q is not %s", flag.Name, invalid.GetValue(), kind)
		}
		return usagef("--%s %q: %w", flag.Name, invalid.GetValue(), invalid.Unwrap())
	}
	return usagef("%w", err)
}

// kinds describes the values of pflag's own types, whose errors speak of strconv.
var kinds = map[string]string{
	"int": "a whole number", "int64": "a whole number", "uint64": "a whole number from 0 up",
	"float64": "a number", "bool": "true or false", "duration": "a time such as 30s or 5m",
}

func unknownFlag(c *cobra.Command, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return usagef("there is no flag -%s", name)
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := nearest(name, names); near != "" {
		return usagef("there is no flag --%s; did you mean --%s?", name, near)
	}
	return usagef("there is no flag --%s", strings.TrimLeft(name, "-"))
}
