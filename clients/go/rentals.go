package octaspace

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	notFoundGrace        = 15 * time.Second // in which a host may answer 404 for a session that was just created
	notFoundPollInterval = time.Second
	stopTotalTimeout     = 3 * time.Minute // for which a session is tried to be stopped
	stopTimeout          = 10 * time.Second
)

// WaitOptions say how to wait until a session is ready.
type WaitOptions struct {
	Timeout      time.Duration // 0 for 10 minutes
	PollInterval time.Duration // 0 for 2 seconds
	OnProgress   func(*SessionInfo)
}

// RentalOptions say how to hold a session for the time of a function.
type RentalOptions struct {
	WaitOptions
	Score *int64 // 1 to 5: how to rate it when it is stopped
	// StopUnknown says what to do when the answer to the request gets lost. The session is searched in the listing of
	// sessions either way, and named in the error; true stops as well the one that is certainly the new one. For that,
	// the sessions are listed before the request too.
	StopUnknown bool
}

// RunningSession is a session that is ready, and is stopped when its function returns.
type RunningSession struct {
	*ServicesSessionResource
	Details *SessionInfo // as it was when it became ready
}

// UUID returns the uuid of the session.
func (s *RunningSession) UUID() string { return s.uuid }

// WaitReady waits until a session can be used. A session that does not become ready is not stopped.
func (r *ServicesSessionResource) WaitReady(ctx context.Context, options *WaitOptions) (*SessionInfo, error) {
	wait, err := options.checked()
	if err != nil {
		return nil, err
	}
	client, clock := r.client, r.client.config.clock
	started := clock.Now()
	remaining := func() time.Duration { return wait.Timeout - clock.Now().Sub(started) }
	var last *SessionInfo
	var problem error
	for remaining() > 0 {
		limit := remaining()
		if timeout := client.config.timeout; timeout > 0 {
			limit = shorter(limit, timeout)
		}
		info, err := r.on(client.With(WithTimeout(limit))).Info(ctx)
		if err == nil {
			last = info
			if wait.OnProgress != nil {
				wait.OnProgress(info)
			}
			if info.IsReady {
				return info, nil
			}
		} else {
			unknown := IsNotFound(err) && last == nil
			if unknown && clock.Now().Sub(started) >= notFoundGrace {
				return nil, noSuchSession(r.uuid, err, clock.Now().Sub(started))
			}
			if ctx.Err() != nil || (!unknown && !isTransient(err)) {
				return nil, err
			}
			if lost := (*NetworkError)(nil); problem == nil || !errors.As(err, &lost) || !lost.Timeout {
				problem = err // a last look may have had no time
			}
		}
		if remaining() > 0 {
			clock.Sleep(ctx, shorter(wait.PollInterval, remaining()))
			if err := ctx.Err(); err != nil {
				what := fmt.Sprintf("session %s was not ready yet when the caller ended the waiting: %v; it may still run and cost money", r.uuid, err)
				return nil, &NetworkError{Message: what, Err: err}
			}
		}
	}
	if IsNotFound(problem) && last == nil {
		return nil, noSuchSession(r.uuid, problem, clock.Now().Sub(started))
	}
	seen := ""
	if last != nil {
		progress := last.Progress
		if progress == "" {
			progress = "without a word of progress"
		}
		seen = " (last seen: " + client.state.mask.text(progress) + ")"
	}
	message := fmt.Sprintf("session %s was not ready within %g s%s; it may still run and cost money", r.uuid, wait.Timeout.Seconds(), seen)
	return nil, &NetworkError{Message: message, Timeout: true, Err: problem}
}

func noSuchSession(uuid string, err error, waited time.Duration) error {
	var failed *APIError
	if errors.As(err, &failed) {
		failed.intro = fmt.Sprintf("no such session after %.2g s of 404: %s; ", waited.Seconds(), uuid)
	}
	return err
}

func (r *ServicesSessionResource) on(client *Client) *ServicesSessionResource {
	return &ServicesSessionResource{client, r.uuid}
}

func (o *WaitOptions) checked() (WaitOptions, error) {
	found := WaitOptions{}
	if o != nil {
		found = *o
	}
	if found.Timeout < 0 || found.PollInterval < 0 {
		return found, refusal("the times of waiting must be above 0")
	}
	if found.Timeout == 0 {
		found.Timeout = 10 * time.Minute
	}
	if found.PollInterval == 0 {
		found.PollInterval = 2 * time.Second
	}
	return found, nil
}

// rented starts a session, waits until it is ready, runs the function with it, and stops it whatever happens: also when
// the function panics, or the context is done.
func rented(ctx context.Context, c *Client, described *operation, given values, options *RentalOptions, block func(context.Context, *RunningSession) error) (err error) {
	if options == nil {
		options = &RentalOptions{}
	}
	stop := values{"uuid": "any"}
	if options.Score != nil {
		stop["score"] = *options.Score
	}
	// What would otherwise fail when the session is already paid for.
	if _, err := options.WaitOptions.checked(); err != nil {
		return err
	}
	if _, err := prepare(&opServicesSessionStop, stop); err != nil {
		return err
	}
	rental := openRental(given["node_id"])
	defer rental.close()
	failed := c.createSession(ctx, described, given, rental, options.StopUnknown)
	if failed != nil && rental.uuid == "" {
		return failed
	}
	session, created := &RunningSession{ServicesSessionResource: c.Services.Session(rental.uuid)}, rental.created
	stop["uuid"] = rental.uuid
	defer func() {
		problem := c.stopWithRetries(uninterrupted{ctx}, stop, created)
		if problem != nil {
			c.errorf("session %s may still run and cost money; stopping it failed: %v", rental.uuid, problem)
			err = &StopError{UUID: rental.uuid, Block: err, Stop: problem}
		}
	}()
	if failed != nil {
		return failed
	}
	if session.Details, err = session.WaitReady(ctx, &options.WaitOptions); err != nil {
		return err
	}
	created = time.Time{}
	return block(ctx, session)
}

// stopWithRetries stops a session, trying again until that is certain or the time is up: a second stop does no
// harm.
func (c *Client) stopWithRetries(ctx context.Context, stop values, created time.Time) error {
	clock := c.config.clock
	once := c.With(WithTimeout(stopTimeout), WithMaxRetries(0))
	made, err := prepare(&opServicesSessionStop, stop)
	if err != nil {
		return err
	}
	deadline := clock.Now().Add(stopTotalTimeout)
	refusals := map[string]bool{} // the hosts that refused since the last long wait
	longest := time.Duration(0)   // what these have asked to wait
	for failures := 0; ; failures++ {
		answer, err := once.send(ctx, made, refusals, nil)
		if err == nil && saysStopped(answer) {
			return nil
		}
		wait := backoff(failures, clock.Random())
		if err == nil || IsNotFound(err) { // it may have ended
			if clock.Now().Sub(created) < notFoundGrace {
				wait = notFoundPollInterval
			} else if once.isUnlisted(ctx, stop["uuid"]) {
				return nil
			}
		}
		if err == nil {
			err = &DecodeError{Message: answer.url + ": the answer does not say that the session was stopped", Body: answer.body}
		}
		if !clock.Now().Before(deadline) {
			return err
		}
		host, asked := refusedBy(err)
		allRefused := refusals[host] || len(refusals)+1 >= len(c.state.hosts.hosts)
		refusals[host] = true
		if asked > longest {
			longest = asked
		}
		if allRefused {
			if longest > wait {
				wait = longest
			}
			refusals, longest = map[string]bool{host: true}, 0
		}
		clock.Sleep(ctx, shorter(wait, deadline.Sub(clock.Now())))
	}
}

// refusedBy returns the host that an error comes from, and how long it asks to wait.
func refusedBy(err error) (host string, asked time.Duration) {
	var failed *APIError
	var lost *NetworkError
	var attempts []Attempt
	if errors.As(err, &failed) {
		attempts = failed.Attempts
		if failed.RetryAfter != nil {
			asked = shorter(*failed.RetryAfter, maxRetryAfter)
		}
	} else if errors.As(err, &lost) {
		attempts = lost.Attempts
	}
	if len(attempts) > 0 {
		host = attempts[len(attempts)-1].Host
	}
	return host, asked
}

// saysStopped tells whether a success proves that the session was stopped: some proxies answer everything with 200.
func saysStopped(answer *response) bool {
	if answer.bodyError != "" {
		return false
	}
	if strings.TrimSpace(string(answer.body)) == "" {
		return true
	}
	parsed, _ := parse(answer.body)
	object, _ := parsed.(map[string]any)
	return object["status"] == "stopped"
}

// isUnlisted tells whether a list of the running sessions names each of them, and not this one.
func (c *Client) isUnlisted(ctx context.Context, uuid any) bool {
	made, _ := prepare(&opSessionsList, values{})
	answer, err := c.send(ctx, made, nil, nil)
	if err != nil {
		return false
	}
	parsed, _ := parse(answer.body)
	sessions, ok := parsed.([]any)
	for _, each := range sessions {
		object, _ := each.(map[string]any)
		if found := object["uuid"]; found == nil || fmt.Sprint(found) == uuid {
			return false
		}
	}
	return ok
}

func isTransient(err error) bool {
	var failed *APIError
	if errors.As(err, &failed) {
		return retryable(failed.StatusCode) || failed.StatusCode >= 500
	}
	var lost *NetworkError
	return errors.As(err, &lost)
}
