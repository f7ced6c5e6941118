package pipelines

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	df "google.golang.org/api/dataflow/v1b3"
	"google.golang.org/api/googleapi"
)

const (
	// attempts is how often a job is submitted that gets no answer.
	attempts = 3
	// answering is the longest that one call of Dataflow's API may take.
	answering = 2 * time.Minute
	// silence is how long Dataflow may give no answer about a job before it is given up.
	silence = 15 * time.Minute
	// ending is how long a job may take to end once it was cancelled: its workers write to Job.Scratch, which is
	// removed next.
	ending = 10 * time.Minute

	// A job is asked after often while it is young, as one that fails at once does so soon.
	firstPause, lastPause = 250 * time.Millisecond, 20 * time.Second
)

// jobState is what Dataflow says of a job.
type jobState string

// The states in which a job stays.
const (
	stateDone      jobState = "JOB_STATE_DONE"
	stateFailed    jobState = "JOB_STATE_FAILED"
	stateCancelled jobState = "JOB_STATE_CANCELLED"
	stateDrained   jobState = "JOB_STATE_DRAINED"
	stateUpdated   jobState = "JOB_STATE_UPDATED"
)

func (s jobState) ended() bool {
	switch s {
	case stateDone, stateFailed, stateCancelled, stateDrained, stateUpdated:
		return true
	}
	return false
}

// String is the state as a person would write it: "running".
func (s jobState) String() string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(string(s), "JOB_STATE_"), "_", " "))
}

// launched is a job on Dataflow.
type launched struct {
	client                    *df.Service
	project, region, name, id string
	tell                      func(string)
}

// console is where a person can look at the job.
func (l *launched) console() string {
	return fmt.Sprintf("https://console.cloud.google.com/dataflow/jobs/%s/%s?project=%s", l.region, l.id, l.project)
}

// create submits the job. Where there is no answer it tries again: with its own name a request is granted once.
func (l *launched) create(ctx context.Context, job *df.Job) (err error) {
	// A request that is given up may have been granted: it is waited for, and the job cancelled afterwards.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answering)
	defer cancel()
	for range attempts {
		var created *df.Job
		created, err = l.client.Projects.Locations.Jobs.Create(l.project, l.region, job).Context(ctx).Do()
		conflict := false
		var answer *googleapi.Error
		switch {
		case err == nil:
			l.id = created.Id
		case errors.As(err, &answer) && answer.Code == http.StatusConflict:
			conflict = true
		case errors.As(err, &answer) && answer.Code >= 400 && answer.Code < 500:
			return fmt.Errorf("the job %s is not taken by Dataflow: %s", l.name, reasonOf(err))
		}
		other := ""
		if l.id == "" {
			l.id, other = l.granted(ctx, job.ClientRequestId)
		}
		switch {
		case l.id != "":
			l.tell(fmt.Sprintf("Dataflow has taken the job %s: %s", l.name, l.console()))
			return nil
		case conflict:
			return l.locked(other)
		}
		select {
		case <-ctx.Done():
		case <-time.After(firstPause):
		}
	}
	return fmt.Errorf("the job %s gets no answer from Dataflow: %s", l.name, reasonOf(err))
}

// granted looks for the job after a request failed, since it may be the answer that was lost. other is an active job
// of the same name that another request has made.
func (l *launched) granted(ctx context.Context, request string) (mine, other string) {
	err := l.client.Projects.Locations.Jobs.List(l.project, l.region).Filter("ACTIVE").Pages(ctx, func(page *df.ListJobsResponse) error {
		for _, listed := range page.Jobs {
			if listed.Name != l.name {
				continue
			}
			// The list leaves much out.
			job, err := l.client.Projects.Locations.Jobs.Get(l.project, l.region, listed.Id).View("JOB_VIEW_ALL").Context(ctx).Do()
			if err != nil {
				return err
			}
			if job.ClientRequestId == request {
				mine = job.Id
			} else {
				other = job.Id
			}
		}
		return nil
	})
	if err != nil {
		slog.Debug("the active jobs on Dataflow were not listed", "error", reasonOf(err))
	}
	return mine, other
}

// locked says that there is an active job of the name.
func (l *launched) locked(other string) error {
	place := l.region
	if other != "" {
		l.id = other
		place += ", which can be cancelled there: " + l.console()
	}
	return fmt.Errorf("another run of this week is under way: Dataflow has an active job %s already. Wait until it has ended, or look at it in %s", l.name, place)
}

// wait waits until the job has succeeded. If ctx ends before, it cancels the job.
func (l *launched) wait(ctx context.Context) error {
	started, heard := time.Now(), time.Now()
	var before jobState
	for pause := firstPause; ; pause = min(pause*3/2, lastPause) {
		state, err := l.state(ctx)
		switch {
		case ctx.Err() != nil:
			l.cancel(ctx)
			return context.Cause(ctx)
		case err == nil:
			heard = time.Now()
		case time.Since(heard) > silence || refused(err):
			l.cancel(ctx)
			return fmt.Errorf("the job %s was cancelled, because Dataflow does not say what becomes of it (%s): %s", l.name, reasonOf(err), l.console())
		}
		if err == nil && state != before {
			l.tell(fmt.Sprintf("the job %s is %s, after %v", l.name, state, time.Since(started).Round(time.Second)))
			before = state
		}
		switch {
		case state == stateDone:
			return nil
		case state == stateFailed:
			return fmt.Errorf("the job %s failed on Dataflow: %s (%s)", l.name, l.failure(ctx), l.console())
		case state.ended():
			return fmt.Errorf("the job %s was %s by somebody else, so it has no results: %s", l.name, state, l.console())
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// state asks how the job is.
func (l *launched) state(ctx context.Context) (jobState, error) {
	ctx, cancel := context.WithTimeout(ctx, answering)
	defer cancel()
	job, err := l.client.Projects.Locations.Jobs.Get(l.project, l.region, l.id).Context(ctx).Do()
	if err != nil {
		return "", err
	}
	return jobState(job.CurrentState), nil
}

// cancel cancels the job and waits until it has ended. What goes wrong is for the person who stopped the run: there
// may be a job left, which costs money and keeps the week's next run from starting.
func (l *launched) cancel(ctx context.Context) {
	ctx, end := context.WithTimeout(context.WithoutCancel(ctx), ending)
	defer end()
	l.tell(fmt.Sprintf("cancelling the job %s, which takes minutes", l.name))
	for pause, asked := firstPause, false; ; pause = min(pause*3/2, lastPause) {
		var err error
		if !asked {
			_, err = l.client.Projects.Locations.Jobs.Update(l.project, l.region, l.id, &df.Job{RequestedState: string(stateCancelled)}).Context(ctx).Do()
			asked = err == nil
		}
		state, stateErr := l.state(ctx)
		if stateErr == nil && state.ended() {
			l.tell(fmt.Sprintf("the job %s is %s", l.name, state))
			return
		}
		if refused(err) || ctx.Err() != nil {
			slog.Error("the job on Dataflow may still be running: see to it that it ends", "job", l.name, "cancelled", asked, "console", l.console())
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// failure is why the job failed: what the first worker to fail said, or, if none did, what Dataflow said last.
func (l *launched) failure(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, answering)
	defer cancel()
	first, last := "", "it does not say why"
	err := l.client.Projects.Locations.Jobs.Messages.List(l.project, l.region, l.id).MinimumImportance("JOB_MESSAGE_ERROR").
		Pages(ctx, func(page *df.ListJobMessagesResponse) error {
			for _, m := range page.JobMessages {
				if first == "" && strings.Contains(m.MessageText, innermost) {
					first = m.MessageText
				}
				last = m.MessageText
			}
			return nil
		})
	switch {
	case first != "":
		return workerError(first)
	case err != nil:
		return "it does not say why: " + reasonOf(err)
	}
	return oneLine(last)
}

// workerError is the sentence of a DoFn in what Dataflow tells of a worker.
func workerError(text string) string {
	text, _, _ = strings.Cut(text, "\npassed through:") // places in Dataflow's own code
	return oneLine(plain(errors.New(text)).Error())
}

// oneLine is a text without its lines, and without what makes it longer than a reader reads, such as a stack.
func oneLine(text string) string {
	const most = 1000
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + " …"
	}
	return text
}

// refused says whether asking again would get the same answer.
func refused(err error) bool {
	var answer *googleapi.Error
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.Code {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return true
	}
	return false
}

// reasonOf is an error of Dataflow's API as one sentence.
func reasonOf(err error) string {
	var answer *googleapi.Error
	if errors.As(err, &answer) && answer.Message != "" {
		return fmt.Sprintf("%s (%d)", oneLine(answer.Message), answer.Code)
	}
	return oneLine(err.Error())
}
