package faulttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is what happens to one call.
type Fault string

// The faults. All but Killed happen once: what tries again gets through.
const (
	Reset       Fault = "error"       // the connection breaks before the call arrives
	TimeOut     Fault = "time-out"    // no answer, ever
	Conflict    Fault = "409"         // the service says that it is there already
	Condition   Fault = "412"         // the service says that a condition does not hold
	Unavailable Fault = "503"         // the service is not available
	LostAnswer  Fault = "lost answer" // the call is done, and the connection breaks before the answer arrives
	Killed      Fault = "killed"      // the process is gone: no further call arrives
)

// Faults are all of them, in the order of the table's columns.
var Faults = []Fault{Reset, TimeOut, Conflict, Condition, Unavailable, LostAnswer, Killed}

// Transport carries the calls of a sink to its service, one of them with a fault. It may be used from
// several goroutines.
type Transport struct {
	Base  http.RoundTripper
	Label func(*http.Request) string // what the call does, for people

	lock  sync.Mutex
	calls []string
	at    int // number of the call, from 1, that gets the fault; 0 is none
	fault Fault
}

// Arm gives the at-th call from now on a fault; 0 gives none.
func (t *Transport) Arm(at int, fault Fault) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.calls, t.at, t.fault = nil, at, fault
}

// Calls are the labels of the calls since Arm.
func (t *Transport) Calls() []string {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.calls
}

// errReset is as package net says it, which clients know for worth another try.
var errReset = errors.New("read: connection reset by peer")

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	// The emulator makes generations of the time, which in a bubble stands still while nobody waits.
	time.Sleep(time.Millisecond)
	label := t.Label(r)
	t.lock.Lock()
	t.calls = append(t.calls, label)
	n, at, fault := len(t.calls), t.at, t.fault
	t.lock.Unlock()
	switch {
	case at == 0 || n < at || n > at && fault != Killed:
		return t.do(r)
	case fault == LostAnswer:
		answer, err := t.do(r)
		if err == nil {
			answer.Body.Close()
		}
		return nil, errReset
	}
	if r.Body != nil {
		r.Body.Close()
	}
	switch fault {
	case TimeOut:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case Conflict, Condition, Unavailable:
		return answer(r, string(fault)), nil
	case Killed:
		return nil, context.Canceled // which nothing tries again
	}
	return nil, errReset
}

// do makes the call with a body that is read to its end, as a network would.
func (t *Transport) do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return t.Base.RoundTrip(r)
}

// answer is what Google's services say with a status.
func answer(r *http.Request, status string) *http.Response {
	code, err := strconv.Atoi(status)
	if err != nil {
		panic("faulttest: " + status + " is no status") // a mistake in this package
	}
	reasons := map[int]string{409: "duplicate", 412: "conditionNotMet", 503: "backendError"}
	body := `{"error":{"code":` + status + `,"message":"injected","errors":[{"reason":"` + reasons[code] + `","message":"injected"}]}}`
	return &http.Response{
		StatusCode: code, Status: status + " " + http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: r,
	}
}
