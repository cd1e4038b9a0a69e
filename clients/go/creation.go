package octaspace

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

const (
	searchPatience = 5 * time.Second // in which a session may appear, of a request that may still be on its way
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
// stopped.
func (c *Client) createSession(ctx context.Context, described *operation, given values, r *rental, stopUnknown bool) error {
	if _, err := prepare(described, given); err != nil {
		return err // before anything is sent
	}
	var known map[string]bool
	if stopUnknown {
		if listed, err := c.listSessions(); err == nil {
			known = map[string]bool{}
			for _, each := range listed {
				known[each.UUID] = true
			}
		}
	}
	r.created = c.config.clock.Now()
	found, err := execute[*SessionCreated](ctx, c, described, given)
	if err != nil {
		c.searchSession(err, described, r, known)
		return err
	}
	r.started(found.UUID)
	return nil
}

// searchSession adds to an error which sessions a request may have started, when nobody knows. The one that is certainly
// the new one becomes the rental's.
func (c *Client) searchSession(problem error, described *operation, r *rental, known map[string]bool) {
	possible, patience := unknownOutcome(problem)
	if possible == nil {
		return
	}
	clock := c.config.clock
	deadline := clock.Now().Add(patience)
	service := described.Path[strings.LastIndex(described.Path, "/")+1:]
	var contested bool
	for {
		listed, err := c.listSessions()
		if err != nil {
			c.errorf("the sessions could not be listed: %v", err)
		}
		var others map[string]bool
		others, contested = r.others()
		age := clock.Now().Sub(r.created) + clockSlack
		for _, each := range listed {
			isNew := !known[each.UUID]
			if known == nil {
				isNew = each.Duration == nil || time.Duration(*each.Duration)*time.Second <= age
			}
			onNode := each.NodeID == nil || r.nodeID == nil || any(*each.NodeID) == r.nodeID
			if each.Service == service && isNew && onNode && !others[each.UUID] {
				*possible = append(*possible, each.UUID)
			}
		}
		left := deadline.Sub(clock.Now())
		if len(*possible) > 0 || left <= 0 {
			break
		}
		clock.Sleep(context.Background(), shorter(searchInterval, left))
	}
	if known != nil && len(*possible) == 1 && !contested {
		r.started((*possible)[0])
		c.errorf("it had started session %s, which is stopped", r.uuid)
	} else if len(*possible) > 0 {
		c.errorf("it may have started session %s: stop what is not wanted", strings.Join(*possible, " or "))
	}
}

// listSessions is not bound to the caller's context: a session must be found also when that is done.
func (c *Client) listSessions() ([]Session, error) {
	return c.With(WithTimeout(listTimeout)).Sessions.List(context.Background(), nil)
}

// unknownOutcome returns where an error names the sessions that its request may have started, nil if it started none, and
// how long such a session may take to appear.
func unknownOutcome(problem error) (possible *[]string, patience time.Duration) {
	var lost *NetworkError
	var failed *APIError
	var unreadable *DecodeError
	switch {
	case errors.As(problem, &lost) && lost.MayHaveBeenProcessed:
		return &lost.PossibleSessions, searchPatience
	case errors.As(problem, &failed) && (failed.StatusCode == 502 || failed.StatusCode == 504):
		return &failed.PossibleSessions, searchPatience
	case errors.As(problem, &failed) && failed.StatusCode >= 500:
		return &failed.PossibleSessions, 0
	case errors.As(problem, &unreadable):
		return &unreadable.PossibleSessions, 0
	}
	return nil, 0
}
