package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/operate"
)

const doctorHelp = `Look for what would make a run fail, or publish what it should not, without running it: access to the input and
the outputs, the schema of a private table, the secret, the clock, room on disks, the limits of the services, the
rights of who asks, and whether those who read what is public can read what is private.

Give it the flags of the run, and the identity. To each output and private place a small file is written and removed
again. Exit status: 0 all is well, 1 a check failed.`

// doctorOptions are the flags of `isobar doctor`.
type doctorOptions struct {
	dataset, staging, secret string
	journal, rejects         string
	input, output            []string
	json                     bool
}

func newDoctor(e *env) *cobra.Command {
	var o doctorOptions
	c := &cobra.Command{
		Use:   "doctor --dataset DIR --input PATH --output DIR",
		Short: "Look for what would make a run fail, without running it",
		Long:  doctorHelp,
		Example: examples("isobar doctor --dataset queries/dropsonde --input reports/ --output out",
			"isobar doctor --dataset queries/dropsonde --input bq://project.private.reports --output bq://project.public --staging gs://bucket/staging --secret dropsonde.key"),
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return o.run(c.Context(), e) },
	}
	f := c.Flags()
	f.StringVar(&o.dataset, "dataset", "", "the dataset's `folder`")
	f.StringArrayVar(&o.input, "input", nil, "a `path` or quoted glob pattern of reports, gs://BUCKET/PREFIX/** or bq://PROJECT.DATASET.TABLE; may be repeated")
	f.StringArrayVar(&o.output, "output", nil, "the `place` to publish to: a folder, gs://BUCKET/PREFIX or bq://PROJECT.DATASET; may be repeated")
	f.StringVar(&o.staging, "staging", "", "private `place` gs://BUCKET/PREFIX that BigQuery reads from and writes to")
	f.StringVar(&o.secret, "secret", "", "`file` with the secret that rounds counts, or gcpsm://projects/PROJECT/secrets/NAME (default isobar/NAME.key in your folder for configuration)")
	f.StringVar(&o.journal, "journal", "", "private `place` that keeps what became of runs: a folder or gs://BUCKET/PREFIX")
	f.StringVar(&o.rejects, "rejects", "", "private `place` for rejected reports")
	f.BoolVar(&o.json, "json", false, "write a JSON object for each check")
	return c
}

func (o *doctorOptions) run(ctx context.Context, e *env) error {
	ds, err := loadDataset(o.dataset)
	if err != nil {
		return err
	}
	write := writeCheck
	if o.json {
		write = writeCheckJSON
	}
	var werr error
	failed := int64(0)
	operate.Examine(ctx, operate.Setup{Dataset: ds, Input: o.input, Output: o.output, Staging: o.staging, Journal: o.journal, Rejects: o.rejects, Secret: o.secret, Now: e.now()}, func(c operate.Check) {
		if c.Result == operate.Failed {
			failed++
		}
		werr = errors.Join(werr, write(e.stdout, c))
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case werr != nil:
		return fmt.Errorf("cannot write the checks: %w", werr)
	case failed > 0:
		return fmt.Errorf("%s failed", plural(failed, "check", "checks"))
	}
	return nil
}

// writeCheck writes a line for people.
func writeCheck(w io.Writer, c operate.Check) error {
	line := fmt.Sprintf("%-7s  %s", c.Result, c.Name)
	if c.Detail != "" {
		line += ": " + strings.Join(strings.Fields(c.Detail), " ")
	}
	_, err := fmt.Fprintln(w, line)
	return err
}

func writeCheckJSON(w io.Writer, c operate.Check) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Check  string         `json:"check"`
		Result operate.Result `json:"result"`
		Detail string         `json:"detail,omitempty"`
	}{c.Name, c.Result, c.Detail})
}
