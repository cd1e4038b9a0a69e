package octaspace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"time"
)

const (
	connectTimeout      = 10 * time.Second // to reach a host; less when there are others still to come
	probeConnectTimeout = time.Second
	forever             = time.Duration(math.MaxInt64)
)

// call is the life of one call: failover, retries, the deadline, and what was sent.
type call struct {
	client   *Client
	request  *request
	avoid    map[string]bool
	sink     func() io.Writer
	deadline time.Time // zero for none
	attempts []Attempt
	reasons  []string
	tried    map[string]bool
	retries  int
	timedOut bool
}

// send runs a call to its end and returns the response, when its status is a success.
func (c *Client) send(ctx context.Context, made *request, avoid map[string]bool, sink func() io.Writer) (*response, error) {
	if c.problem != nil {
		return nil, c.problem
	}
	if made.needsKey && c.config.apiKey == "" {
		return nil, &ConfigurationError{made.operation + ": no API key: give one to NewClient"}
	}
	running := &call{client: c, request: made, avoid: avoid, sink: sink, tried: map[string]bool{}, timedOut: true}
	if c.config.timeout > 0 {
		running.deadline = c.config.clock.Now().Add(c.config.timeout)
	}
	return running.run(ctx)
}

func (c *call) run(ctx context.Context) (*response, error) {
	for {
		if len(c.tried) == len(c.client.state.hosts.hosts) {
			wait := backoff(c.retries, c.client.config.clock.Random())
			if err := c.wait(ctx, wait, func() error { return c.networkError(nil) }); err != nil {
				return nil, err
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, c.networkError(err)
		}
		if c.remaining() <= 0 {
			return nil, c.networkError(nil)
		}
		answer, failed := c.attempt(ctx)
		if failed != nil {
			if failed.callers != nil || (failed.possiblySent && !c.request.idempotent) {
				return nil, c.networkError(failed.callers)
			}
			continue
		}
		if answer.status >= 200 && answer.status < 300 {
			c.client.state.budget.release(c.retries > 0)
			return answer, nil
		}
		asked := retryAfter(answer.header, time.Now())
		problem := func() error { return c.apiError(answer, asked) }
		if !retryable(answer.status) {
			return nil, problem()
		}
		wait := backoff(c.retries, c.client.config.clock.Random())
		if asked != nil {
			wait = *asked
		}
		if err := c.wait(ctx, wait, problem); err != nil {
			return nil, err
		}
	}
}

func (c *call) remaining() time.Duration {
	if c.deadline.IsZero() {
		return forever
	}
	return c.deadline.Sub(c.client.config.clock.Now())
}

// wait waits before hosts are asked again, where that can help; else it returns the error.
func (c *call) wait(ctx context.Context, duration time.Duration, problem func() error) error {
	if !c.request.idempotent || c.retries >= c.client.config.maxRetries || duration > maxRetryAfter ||
		c.remaining() <= duration || !c.client.state.budget.acquire() {
		return problem()
	}
	c.retries++
	c.client.config.clock.Sleep(ctx, duration)
	if err := ctx.Err(); err != nil {
		return c.networkError(err)
	}
	if c.remaining() <= 0 {
		return problem()
	}
	c.tried = map[string]bool{}
	return nil
}

// attempt sends to the next host, with its share of the time that is left.
func (c *call) attempt(ctx context.Context) (*response, *failure) {
	state, config := c.client.state, c.client.config
	made := state.hosts.choose(c.tried, c.avoid)
	left, share := c.remaining(), c.remaining()
	if others := len(state.hosts.hosts) - len(c.tried); others > 1 && share < forever {
		share /= time.Duration(others)
	}
	connect := shorter(connectTimeout, share)
	if made.probe {
		connect = shorter(connect, probeConnectTimeout)
	}
	c.tried[made.host.url] = true
	number, url := len(c.attempts)+1, made.host.url+c.request.target
	c.client.debugf("%s %s (attempt %d)", c.request.method, withoutQuery(url), number)
	notify(c.client, config.onRequest, RequestEvent{c.request.operation, c.request.method, url, number})
	var sink io.Writer
	if c.sink != nil {
		sink = c.sink()
	}
	timeout := left // one that acts cannot go on to another host after a stalled read
	if c.request.idempotent {
		timeout = share
	}
	started := config.clock.Now()
	answer, failed := state.transport.send(ctx, attempt{
		method: c.request.method, url: url, header: c.client.header(c.request), body: c.request.body,
		idempotent: c.request.idempotent, connectTimeout: connect, timeout: timeout, sink: sink,
	})
	c.record(made, url, answer, failed, config.clock.Now().Sub(started))
	return answer, failed
}

func (c *call) record(made *choice, url string, answer *response, failed *failure, took time.Duration) {
	hosts, mask := c.client.state.hosts, c.client.state.mask
	what, number := c.request.method+" "+withoutQuery(url), len(c.attempts)+1
	event := ResponseEvent{Operation: c.request.operation, Method: c.request.method, URL: url, Attempt: number, Duration: took}
	done := Attempt{Host: made.host.url, Duration: took}
	if failed == nil {
		hosts.succeeded(made)
		done.Outcome, done.Status = Answered, answer.status
		if answer.status >= 400 {
			done.Outcome = Rejected
		}
		event.Status, event.RequestID = answer.status, mask.text(answer.header.Get("X-Request-Id"))
		c.reasons = append(c.reasons, fmt.Sprintf("%s: HTTP %d", made.host.url, answer.status))
		c.client.debugf("%s -> %d in %d ms (request id %s)", what, answer.status, took.Milliseconds(), event.RequestID)
	} else {
		c.timedOut = failed.timedOut
		done.Outcome = NotSent
		if failed.possiblySent {
			done.Outcome = Unknown
		}
		if failed.callers != nil {
			hosts.released(made)
		} else {
			hosts.failed(made)
		}
		event.Err = errors.New(mask.text(failed.reason))
		c.reasons = append(c.reasons, made.host.url+": "+failed.reason)
		c.client.errorf("%s failed (attempt %d): %v", what, number, event.Err)
	}
	c.attempts = append(c.attempts, done)
	notify(c.client, c.client.config.onResponse, event)
}

func (c *call) networkError(callers error) error {
	sent := false
	for _, each := range c.attempts {
		sent = sent || each.Outcome != NotSent
	}
	late := (c.timedOut || c.remaining() <= 0) && callers == nil
	reasons, seen := []string{}, map[string]bool{}
	for _, reason := range c.reasons {
		if !seen[reason] {
			reasons, seen[reason] = append(reasons, reason), true
		}
	}
	if callers != nil && !strings.Contains(strings.Join(reasons, ""), endedByCaller) {
		reasons = append(reasons, endedByCaller+callers.Error())
	} else if len(reasons) == 0 {
		reasons = []string{"timed out"}
	}
	parts := []string{fmt.Sprintf("%s %s: %s", c.request.method, withoutQuery(c.request.target), strings.Join(reasons, "; "))}
	switch {
	case !sent:
		parts = append(parts, "nothing was sent")
	case c.request.idempotent:
		parts = append(parts, "it is safe to try again")
	default:
		parts = append(parts, "it may have been processed: "+c.request.hint)
	}
	if late && c.client.config.timeout > 0 {
		parts = append(parts, fmt.Sprintf("timeout %g s", c.client.config.timeout.Seconds()))
	}
	found := &NetworkError{
		Message: c.client.state.mask.text(strings.Join(parts, "; ")), Timeout: late, MayHaveBeenProcessed: sent,
		Attempts: c.attempts, Err: callers,
	}
	c.client.errorf("%v", found)
	return found
}

func (c *call) apiError(answer *response, asked *time.Duration) error {
	mask := c.client.state.mask
	found := &APIError{
		StatusCode: answer.status, RequestID: mask.text(answer.header.Get("X-Request-Id")), RetryAfter: asked,
		Method: c.request.method, URL: answer.url, Attempts: c.attempts,
	}
	text := mask.bytes(answer.body)
	var err error
	if found.Body, err = parse(text); err != nil {
		found.Body = string(text)
	}
	found.Message, found.Code = messageIn(found.Body)
	if answer.status >= 300 && answer.status < 400 {
		found.Message = "redirected to " + mask.text(answer.header.Get("Location")) + ", which is not followed"
	}
	if answer.status >= 500 && !c.request.idempotent {
		found.note = ". It may have been processed: " + c.request.hint
	}
	return byStatus(found)
}

func (c *Client) header(made *request) http.Header {
	found := http.Header{"User-Agent": {c.config.userAgent}, "Accept": {"application/json"}}
	if made.result == bytesType {
		found.Set("Accept", "*/*")
	}
	if made.body != nil {
		found.Set("Content-Type", "application/json")
	}
	if c.config.apiKey != "" {
		found.Set("Authorization", c.config.apiKey)
	}
	for _, each := range made.headers {
		found.Set(each[0], each[1])
	}
	return found
}

func shorter(one, other time.Duration) time.Duration {
	if other < one {
		return other
	}
	return one
}

func withoutQuery(url string) string {
	before, _, _ := strings.Cut(url, "?")
	return before
}
