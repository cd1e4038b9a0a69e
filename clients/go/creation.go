package octaspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"time"
)

const (
	searchTimeout  = 5 * time.Second // in which a session may appear, of a request that may still be on its way
	searchInterval = time.Second
	listTimeout    = 10 * time.Second // for each look at the listing
	clockSlack     = 5 * time.Second  // by which the duration of a session may be off
)

// rental is a session, from before it is asked for until it is stopped, or stopping it has failed for good.
type rental struct {
	nodeID  any
	created time.Time // by the clock of the client
	uuid    string    // empty until it is known
}

// openRentals are those of this program.
var openRentals = struct {
	sync.Mutex
	all map[*rental]bool
}{all: map[*rental]bool{}}

func openRental(nodeID any) *rental {
	opened := &rental{nodeID: nodeID}
	openRentals.Lock()
	defer openRentals.Unlock()
	openRentals.all[opened] = true
	return opened
}

func (r *rental) close() {
	openRentals.Lock()
	defer openRentals.Unlock()
	delete(openRentals.all, r)
}

func (r *rental) started(uuid string) {
	openRentals.Lock()
	defer openRentals.Unlock()
	r.uuid = uuid
}

// others returns the sessions of the other rentals, and whether one of them is just being started on the same node.
func (r *rental) others() (uuids map[string]bool, contested bool) {
	openRentals.Lock()
	defer openRentals.Unlock()
	uuids = map[string]bool{}
	for other := range openRentals.all {
		if other != r {
			uuids[other.uuid] = true
			contested = contested || (other.uuid == "" && other.nodeID == r.nodeID)
		}
	}
	return uuids, contested
}

// createSession starts a session, and tells the rental its uuid; also when it fails, and left a session that must be
// stopped. The request is not broken off when the context is done: its session would be lost track of.
func (c *Client) createSession(ctx context.Context, described *operation, given values, r *rental, stopUnknown bool) error {
	made, err := prepare(described, given)
	if err != nil {
		return err // before anything is sent
	}
	if err := ctx.Err(); err != nil {
		what := fmt.Sprintf("%s %s: %s%v; nothing was sent", made.method, made.target, endedByCaller, err)
		return &NetworkError{Message: what, Err: err}
	}
	ctx = uninterrupted{ctx}
	var known map[string]bool
	if stopUnknown {
		if listed, err := c.listSessions(ctx); err == nil {
			known = map[string]bool{}
			for _, each := range listed {
				known[each.UUID] = true
			}
		}
	}
	r.created = c.config.clock.Now()
	made.result = reflect.TypeOf((*SessionCreated)(nil))
	answer, err := c.send(ctx, made, nil, nil)
	if err == nil {
		r.started(uuidInBytes(answer.body))
		var found reflect.Value
		if found, err = c.decode(made, answer); err == nil {
			r.started(found.Interface().(*SessionCreated).UUID)
			return nil
		}
	}
	if r.uuid != "" {
		note(err, []string{r.uuid}, fmt.Sprintf("it had started session %s, which is stopped", r.uuid))
	} else if timeout, ok := mayHaveStarted(err); ok {
		c.searchSession(ctx, err, timeout, described, r, known)
	}
	return err
}

// uninterrupted is a context that is never done, with the values of another one.
type uninterrupted struct{ context.Context }

func (uninterrupted) Deadline() (deadline time.Time, ok bool) { return }
func (uninterrupted) Done() <-chan struct{}                   { return nil }
func (uninterrupted) Err() error                              { return nil }

var uuidText = regexp.MustCompile(`(?s)"uuid"\s*:\s*("(?:[^"\\]|\\.)*"|\d+)`)

// uuidInBytes returns the first uuid in an answer, whatever else is wrong with it; empty if there is none.
func uuidInBytes(body []byte) string {
	for _, found := range uuidText.FindAllSubmatch(body, -1) {
		var parsed any
		decoder := json.NewDecoder(bytes.NewReader(found[1]))
		decoder.UseNumber()
		if err := decoder.Decode(&parsed); err != nil {
			continue
		}
		if uuid, ok := uuidIn(map[string]any{"uuid": parsed}); ok {
			return uuid
		}
	}
	return ""
}

// searchSession adds to an error which sessions a request may have started, when nobody knows. The one that is certainly
// the new one becomes the rental's. One whose service the listing leaves empty is never certain: it is looked for further,
// and named.
func (c *Client) searchSession(
	ctx context.Context, problem error, timeout time.Duration, described *operation, r *rental, known map[string]bool,
) {
	clock := c.config.clock
	deadline := clock.Now().Add(timeout)
	var possible []string
	var contested bool
	var named bool // whether the listing has the service of one of them
	var unlisted error
	for {
		var listed []Session
		listed, unlisted = c.listSessions(ctx)
		var others map[string]bool
		others, contested = r.others()
		if unlisted == nil {
			possible, named = nil, false
		}
		age := clock.Now().Sub(r.created) + clockSlack
		for _, each := range listed {
			isNew := !known[each.UUID]
			if known == nil {
				isNew = each.Duration == nil || time.Duration(*each.Duration)*time.Second <= age
			}
			onNode := each.NodeID == nil || r.nodeID == nil || any(*each.NodeID) == r.nodeID
			ofService := each.Service == "" || each.Service == described.Service
			if ofService && isNew && onNode && !others[each.UUID] {
				possible = append(possible, each.UUID)
				named = named || each.Service != ""
			}
		}
		left := deadline.Sub(clock.Now())
		if named || left <= 0 {
			break
		}
		clock.Sleep(ctx, shorter(searchInterval, left))
	}
	var found string
	switch {
	case known != nil && len(possible) == 1 && named && !contested:
		r.started(possible[0])
		found = fmt.Sprintf("it had started session %s, which is stopped", r.uuid)
	case len(possible) > 0:
		found = fmt.Sprintf("it may have started session %s: stop what is not wanted", strings.Join(possible, " or "))
	case unlisted != nil:
		found = fmt.Sprintf("the sessions could not be listed: %v", unlisted)
	default:
		found = "no session that it may have started is listed"
	}
	c.errorf("%s", found)
	note(problem, possible, found)
}

func (c *Client) listSessions(ctx context.Context) ([]Session, error) {
	return c.With(WithTimeout(listTimeout)).Sessions.List(ctx, nil)
}

// mayHaveStarted tells whether a request that failed may have started a session, and how long that may take to appear.
func mayHaveStarted(problem error) (timeout time.Duration, ok bool) {
	var lost *NetworkError
	var failed *APIError
	var unreadable *DecodeError
	switch {
	case errors.As(problem, &lost):
		return searchTimeout, lost.MayHaveBeenProcessed
	case errors.As(problem, &failed):
		if failed.StatusCode == 502 || failed.StatusCode == 504 {
			timeout = searchTimeout
		}
		return timeout, failed.StatusCode >= 500
	}
	return 0, errors.As(problem, &unreadable)
}

// note adds to an error the sessions that its request may have started, and what is known of them.
func note(problem error, possible []string, found string) {
	var lost *NetworkError
	var failed *APIError
	var unreadable *DecodeError
	var refused *ProvisionRejectedError
	switch {
	case errors.As(problem, &lost):
		lost.PossibleSessions, lost.Message = possible, lost.Message+"; "+found
	case errors.As(problem, &failed):
		failed.PossibleSessions, failed.note = possible, failed.note+"; "+found
	case errors.As(problem, &unreadable):
		unreadable.PossibleSessions, unreadable.Message = possible, unreadable.Message+"; "+found
	case errors.As(problem, &refused):
		refused.PossibleSessions, refused.note = possible, "; "+found
	}
}
