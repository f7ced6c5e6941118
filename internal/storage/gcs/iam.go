package gcs

import (
	"context"
	"slices"
	"strings"

	gcs "cloud.google.com/go/storage"
)

// Rights says which of some permissions, such as storage.objects.create, these credentials have in the store's bucket,
// in the order given. A condition on objects' names is not met by a bucket, so what it gives is left out.
func (b *Bucket) Rights(ctx context.Context, permissions []string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	have, err := b.bucket.IAM().TestPermissions(ctx, permissions)
	if err != nil {
		return nil, b.failed("ask for the rights in", ".", err)
	}
	var given []string
	for _, p := range permissions {
		if slices.Contains(have, p) {
			given = append(given, p)
		}
	}
	return given, nil
}

// Exposure is how a bucket keeps others out.
type Exposure struct {
	Prevented bool // whatever its lists say, nobody reads it who has not been let in by name (public access prevention)
	Uniform   bool // objects have no lists of their own
}

// Exposure asks for the bucket's settings, which takes storage.buckets.get.
func (b *Bucket) Exposure(ctx context.Context) (Exposure, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	attrs, err := b.bucket.Attrs(ctx)
	if err != nil {
		return Exposure{}, b.failed("look at", ".", err)
	}
	return Exposure{attrs.PublicAccessPrevention == gcs.PublicAccessPreventionEnforced, attrs.UniformBucketLevelAccess.Enabled}, nil
}

// viewing are the roles of those who read and do nothing else.
var viewing = []string{"roles/storage.objectViewer", "roles/storage.legacyObjectReader", "roles/storage.legacyBucketReader"}

// delivering is the one role by which nothing can be read.
const delivering = "roles/storage.objectCreator"

// Readers lists who may read the store's bucket by the bucket's own policy, as type:name, sorted: all, and those who
// may do nothing else. It takes storage.buckets.getIamPolicy. Of a role that this package does not know, it is supposed that it
// reads, and of a condition that it holds. Roles given on the project are not in it, nor those whom objects' own
// lists name.
func (b *Bucket) Readers(ctx context.Context) (all, only []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	policy, err := b.bucket.IAM().V3().Policy(ctx)
	if err != nil {
		return nil, nil, b.failed("see who may read", ".", err)
	}
	more := map[string]bool{} // than reading
	for _, binding := range policy.Bindings {
		if binding.Role == delivering {
			for _, m := range binding.Members {
				more[m] = true
			}
			continue
		}
		all = append(all, binding.Members...)
		if !slices.Contains(viewing, binding.Role) {
			for _, m := range binding.Members {
				more[m] = true
			}
		}
	}
	all = slices.DeleteFunc(all, func(m string) bool { return strings.HasPrefix(m, "deleted:") })
	slices.Sort(all)
	all = slices.Compact(all)
	only = slices.DeleteFunc(slices.Clone(all), func(m string) bool { return more[m] })
	return all, only, nil
}
