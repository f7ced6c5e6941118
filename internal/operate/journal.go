package operate

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"isobar/internal/publish/outputs"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// Outcome is what became of a run.
type Outcome string

// The outcomes.
const (
	Running    Outcome = "running"    // begun, and not ended yet as far as anybody knows
	Published  Outcome = "published"  //
	Incomplete Outcome = "incomplete" // published without some tables
	Refused    Outcome = "refused"    // the data or the policy forbade to publish
	Stopped    Outcome = "stopped"    // by a signal
	Broken     Outcome = "failed"     //
	// Lost is a run that did not end: it was killed, or its machine is gone. No run says so of itself.
	Lost Outcome = "lost"
)

// Run is an entry of a journal: one run of one dataset.
type Run struct {
	Dataset string    `json:"dataset"`
	Week    string    `json:"week,omitempty"` // the label of its window; "" if the command line names none that there is
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero"` // zero if it has not ended
	Outcome Outcome   `json:"outcome"`
	Status  int       `json:"exit_status"` // 0 also while it runs
	Message string    `json:"message,omitempty"`
	Version string    `json:"version"` // of the program
}

const (
	// keptRuns is how many runs of a dataset a journal keeps: of weekly ones, those of more than three years.
	keptRuns = 200
	// longestMessage, in bytes, is where the text of an entry is cut.
	longestMessage = 8 << 10
	// journalPatience is the longest that writing an entry may take. The release does not wait for more.
	journalPatience = 30 * time.Second
)

// entryName is that of an entry: when the run began, by which names sort, and something random.
var entryName = regexp.MustCompile(`^\d{8}T\d{6}\.\d{6}Z-[a-z0-9]{12}\.json$`)

// Journal is a private place that keeps what became of runs: a folder for each dataset in it, and a small file
// for each run, which is written when it begins and replaced when it ends.
type Journal struct{ place outputs.Place }

// CheckJournal refuses a place for a journal that is none, or that would be public: what a run says is for its
// operator. public are the outputs; the error says which of them is too near.
func CheckJournal(place string, public []string) error {
	if outputs.Remote(place) {
		if _, _, err := gcs.Split(place); err != nil {
			return fmt.Errorf("journal %s: name a folder or gs://BUCKET/PREFIX", place)
		}
	}
	for _, output := range public {
		if why, err := beside(place, output); err != nil {
			return fmt.Errorf("journal %s: %w", place, err)
		} else if why != "" {
			return fmt.Errorf("journal %s: %s, and what runs say is private: choose another place", place, why)
		}
	}
	return nil
}

// OpenJournal gives the journal at a place, a folder or gs://BUCKET/PREFIX.
func OpenJournal(ctx context.Context, c outputs.Connections, place string) (*Journal, error) {
	if err := CheckJournal(place, nil); err != nil {
		return nil, err
	}
	files, err := outputs.Files(ctx, c, place, "")
	if err != nil {
		return nil, err
	}
	return &Journal{files}, nil
}

// String is the journal's place.
func (j *Journal) String() string { return j.place.String() }

// Entry is a run that is being noted in a journal.
type Entry struct {
	journal *Journal
	name    string // relative to the journal
	Run     Run
}

// Begin notes that a run begins, so that one that is killed is known as well. Of r, the fields of its end are not
// looked at. The entry is not nil even if it could not be written; its End may succeed.
func (j *Journal) Begin(ctx context.Context, r Run) (*Entry, error) {
	r.Started, r.Ended = r.Started.UTC(), time.Time{}
	r.Outcome, r.Status, r.Message = Running, 0, ""
	e := &Entry{journal: j, Run: r}
	e.name = fmt.Sprintf("%s/%s-%.12s.json", r.Dataset, r.Started.Format("20060102T150405.000000Z"), strings.ToLower(rand.Text()))
	if err := release.CheckName("dataset", r.Dataset); err != nil {
		return e, err
	}
	return e, e.write(ctx)
}

// End notes how the run ended, whatever became of ctx, and removes the oldest entries of the dataset, if there are
// more than are kept.
func (e *Entry) End(ctx context.Context, at time.Time, outcome Outcome, status int, message string) error {
	e.Run.Ended, e.Run.Outcome, e.Run.Status, e.Run.Message = at.UTC(), outcome, status, shortened(message)
	ctx = context.WithoutCancel(ctx)
	if err := e.write(ctx); err != nil {
		return err
	}
	return e.journal.trim(ctx, e.Run.Dataset)
}

func (e *Entry) write(ctx context.Context) error {
	if err := e.journal.private(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, journalPatience)
	defer cancel()
	return e.journal.place.Write(ctx, e.name, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(&e.Run)
	})
}

// private makes the folder of a journal, for its owner alone, and refuses one that others can read. Who may read a
// bucket is for `isobar doctor` to find out.
func (j *Journal) private() error {
	if j.place.Bucket != nil {
		return nil
	}
	dir := j.place.String()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return storage.Failed("make the folder", dir, err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return storage.Failed("look at", dir, err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("others may read the folder %s (mode %04o), and what runs say is private: name another or run chmod 700 on it", dir, mode)
	}
	return nil
}

// trim removes what is older than the newest entries of a dataset.
func (j *Journal) trim(ctx context.Context, dataset string) error {
	ctx, cancel := context.WithTimeout(ctx, journalPatience)
	defer cancel()
	names, err := j.entries(ctx, dataset)
	if err != nil {
		return err
	}
	for _, name := range names[:max(0, len(names)-keptRuns)] {
		if err := j.place.Remove(ctx, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err // another run that ends now may have removed it
		}
	}
	return nil
}

// entries lists the entries of a dataset, oldest first. What else lies there is nobody's entry.
func (j *Journal) entries(ctx context.Context, dataset string) (names []string, err error) {
	files, err := j.place.List(ctx, dataset)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if entryName.MatchString(strings.TrimPrefix(f.Name, dataset+"/")) {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// shortened cuts a text that is too long for an entry, between two characters.
func shortened(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	end := longestMessage
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + " …"
}

// beside says why who may read an output may read a private place as well; "" if nothing says so.
func beside(private, public string) (why string, err error) {
	switch {
	case outputs.Remote(private) != outputs.Remote(public), outputs.IsTable(private), outputs.IsTable(public):
		return "", nil
	case gcs.SameBucket(private, public):
		return fmt.Sprintf("it is in the bucket of %s, and who may read a bucket may read all of it", public), nil
	case outputs.Remote(private):
		return "", nil
	}
	in, err := resolved(private)
	if err != nil {
		return "", err
	}
	out, err := resolved(public)
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(out, in); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "it is in the public folder " + public, nil
	}
	return "", nil
}

// resolved is where a path of this machine leads: links are followed as far as it is there.
func resolved(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	there := existing(absolute)
	real, err := filepath.EvalSymlinks(there)
	if err != nil {
		return absolute, nil // what cannot be looked at cannot be followed
	}
	rest, err := filepath.Rel(there, absolute)
	if err != nil {
		return "", err
	}
	return filepath.Join(real, rest), nil
}
