package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/secret"
)

const initHelp = `Make the secret that decides how a dataset's published counts are rounded: 32 random bytes, in a file that
only you can read.

Whoever has it can undo the rounding; whoever loses it must begin anew. Keep one for a dataset, for good, and
out of repositories. An existing file is never replaced.`

// initOptions are the flags of `isobar init`.
type initOptions struct{ dataset, secret string }

func newInit(e *env) *cobra.Command {
	var o initOptions
	c := &cobra.Command{
		Use:     "init (--dataset DIR | --secret FILE)",
		Short:   "Make the secret that rounds a dataset's counts",
		Long:    initHelp,
		Example: examples("isobar init --dataset queries/dropsonde", "isobar init --secret /etc/isobar/dropsonde.key"),
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return o.run(e) },
	}
	f := c.Flags()
	f.StringVar(&o.dataset, "dataset", "", "the dataset's `folder`, whose name names the secret")
	f.StringVar(&o.secret, "secret", "", "the `file` to make (default isobar/NAME.key in your folder for configuration)")
	return c
}

func (o *initOptions) run(e *env) error {
	path := o.secret
	if path == "" {
		if err := required("dataset", o.dataset, "the dataset's folder, such as queries/dropsonde; or give --secret"); err != nil {
			return err
		}
		ds, err := dataset.Load(o.dataset)
		if err != nil {
			return &ExitError{ExitUsage, err}
		}
		if path, err = secret.DefaultPath(ds.Name); err != nil {
			return err
		}
	}
	key, err := secret.Create(path)
	if errors.Is(err, fs.ErrExist) {
		if key, err = secret.Load(path); err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.stdout, "There is a secret already, and it stays: %s, fingerprint %s.\n", path, key.Fingerprint())
		return err
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "Made %s, fingerprint %s. Keep a copy in a safe place.\n", path, key.Fingerprint())
	return err
}
