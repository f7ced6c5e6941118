package operate

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"isobar/internal/publish/outputs"
	"isobar/internal/storage/gcs"
)

// anybody are members of a bucket's policy that stand for people whom nobody chose.
var anybody = []string{"allAuthenticatedUsers", "allUsers"}

// exposure sees that nobody reads private buckets who was not chosen, nor those who merely read what is public, and
// that private folders are private.
func (x *examination) exposure(ctx context.Context) {
	buckets, names := x.buckets(ctx)
	for _, private := range names {
		if !buckets[private].private {
			continue
		}
		x.tell(closed(ctx, buckets[private].bucket))
		for _, public := range names {
			if buckets[public].public && public != private {
				x.tell(separate(ctx, buckets[private].bucket, buckets[public].bucket))
			}
		}
	}
	for _, dir := range []string{x.Journal, x.Rejects} {
		if dir != "" && !outputs.Remote(dir) {
			x.tell(ownersAlone(dir))
		}
	}
}

// closed sees that a bucket is not everybody's.
func closed(ctx context.Context, b *gcs.Bucket) Check {
	name := b.String() + " is private"
	e, err := b.Exposure(ctx)
	if err != nil {
		return skipped(name, err.Error())
	}
	if e.Prevented {
		return Check{name, OK, "public access is prevented"}
	}
	all, _, err := b.Readers(ctx)
	if err != nil {
		return Check{name, Warning, fmt.Sprintf("public access is not prevented, and whether it is given was not to be seen (%v): enforce public access prevention", err)}
	}
	if open := slices.DeleteFunc(all, func(m string) bool { return !slices.Contains(anybody, m) }); len(open) > 0 {
		return Check{name, Failed, strings.Join(open, ", ") + " may read it: take that from its policy, and enforce public access prevention"}
	}
	if !e.Uniform {
		return Check{name, Warning, "single objects may be public: switch on uniform access, and enforce public access prevention"}
	}
	return Check{name, OK, "enforce public access prevention, and it stays so"}
}

// separate finds whoever is a mere reader of a public bucket and may read a private one.
func separate(ctx context.Context, private, public *gcs.Bucket) Check {
	name := fmt.Sprintf("readers of %s cannot read %s", public, private)
	secret, _, err := private.Readers(ctx)
	if err != nil {
		return skipped(name, err.Error())
	}
	_, open, err := public.Readers(ctx)
	if err != nil {
		return skipped(name, err.Error())
	}
	// Those of the project have what the project gives them, whatever a bucket says.
	both := slices.DeleteFunc(secret, func(m string) bool {
		return !slices.Contains(open, m) || strings.HasPrefix(m, "project")
	})
	if len(both) > 0 {
		return Check{name, Failed, fmt.Sprintf("in both policies: %s: take them out of that of the private bucket", strings.Join(both, ", "))}
	}
	return Check{name, OK, "roles on the project and conditions are not looked at"}
}

// ownersAlone sees that a folder for private things is its owner's, as a run demands.
func ownersAlone(dir string) Check {
	name := dir + " is private"
	info, err := os.Stat(dir)
	switch {
	case os.IsNotExist(err):
		return Check{name, OK, "the first run makes it, for its owner alone"}
	case err != nil:
		return failed(name, err)
	case !info.IsDir():
		return Check{name, Failed, "it is no folder"}
	case info.Mode().Perm()&0o077 != 0:
		return Check{name, Failed, fmt.Sprintf("others may read it (mode %04o): chmod 700", info.Mode().Perm())}
	}
	return Check{Name: name, Result: OK}
}
