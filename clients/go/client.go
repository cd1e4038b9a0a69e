// Package octaspace is a client of the OctaSpace API.
//
//	client := octaspace.NewClient(os.Getenv("OCTA_API_KEY"))
//	account, err := client.Accounts.Profile(ctx)
//
// A call moves on to another host when one is down, retries what may be retried, and ends within its time. A request
// that acts is never sent twice unless it certainly never arrived. Amounts of Wei are *big.Int, prices *Decimal, and nil
// where they are not known; a single odd field of an answer is never an error (see WithOnDrift).
//
// Errors can be told apart with errors.As: *APIError and the types that wrap it, *NetworkError, *ProvisionRejectedError,
// *DecodeError, *ArgumentError, *ConfigurationError.
package octaspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/octaspace/octaspace-sdk/clients/go/internal/clock"
)

// Client is a client of the OctaSpace API. It is safe for concurrent use.
type Client struct {
	resources
	config  config
	state   *state
	problem error
}

// state is what a client shares with those that With makes of it.
type state struct {
	hosts     *hostPool
	budget    *retryBudget
	transport *transport
	mask      keyMask
	logged    sync.Map // the fields whose drift is not logged again
}

type config struct {
	apiKey        string
	baseURLs      []string
	timeout       time.Duration
	maxRetries    int
	userAgent     string
	allowInsecure bool
	httpClient    *http.Client
	logger        Logger
	onRequest     func(RequestEvent)
	onResponse    func(ResponseEvent)
	onDrift       func(Drift)
	clock         clock.Clock
	problem       error
}

// Logger receives what a client logs: requests and answers as debug, what failed as error.
type Logger interface {
	Debugf(format string, args ...any)
	Errorf(format string, args ...any)
}

// NewStdLogger returns a Logger that writes both with Printf, as *log.Logger has it.
func NewStdLogger(printer interface{ Printf(string, ...any) }) Logger { return stdLogger{printer} }

type stdLogger struct {
	printer interface{ Printf(string, ...any) }
}

func (l stdLogger) Debugf(format string, args ...any) { l.printer.Printf(format, args...) }
func (l stdLogger) Errorf(format string, args ...any) { l.printer.Printf(format, args...) }

// RequestEvent is an attempt that is about to be sent.
type RequestEvent struct {
	Operation, Method, URL string
	Attempt                int // counted from 1
}

// ResponseEvent is an attempt that is over.
type ResponseEvent struct {
	Operation, Method, URL string
	Attempt                int // counted from 1
	Status                 int // 0 when there was no response
	RequestID              string
	Err                    error // why there was no response
	Duration               time.Duration
}

// Option sets something of a client.
type Option func(*config)

// WithBaseURL sets where requests go; https://api.octa.space without it.
func WithBaseURL(baseURL string) Option { return WithBaseURLs([]string{baseURL}) }

// WithBaseURLs sets where requests go, the first host that can be reached. Blank entries are ignored; if nothing is
// left, OCTA_BASE_URLS says it, and else the default stays.
func WithBaseURLs(baseURLs []string) Option {
	return func(c *config) {
		var found []string
		for _, each := range baseURLs {
			if each = strings.TrimSpace(each); each != "" {
				found = append(found, each)
			}
		}
		if len(found) > 0 {
			c.baseURLs = found
		}
	}
}

// WithTimeout bounds a whole call: retries, waits, failover and reading the answer. 0 is no limit; the default 30 s.
func WithTimeout(timeout time.Duration) Option {
	return func(c *config) {
		if timeout < 0 {
			c.problem = &ConfigurationError{fmt.Sprintf("the timeout must be at least 0, not %v", timeout)}
		}
		c.timeout = timeout
	}
}

// WithMaxRetries sets how often a request that may be sent twice is sent again. The default is 2.
func WithMaxRetries(retries int) Option {
	return func(c *config) {
		if retries < 0 {
			c.problem = &ConfigurationError{fmt.Sprintf("the number of retries must be at least 0, not %d", retries)}
		}
		c.maxRetries = retries
	}
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(userAgent string) Option { return func(c *config) { c.userAgent = userAgent } }

// WithHTTPClient sends with a client of yours, which is not changed; redirects are not followed.
func WithHTTPClient(client *http.Client) Option { return func(c *config) { c.httpClient = client } }

// WithLogger sets where the client logs; it logs nothing without it.
func WithLogger(logger Logger) Option { return func(c *config) { c.logger = logger } }

// WithOnRequest sets a function that is told of each attempt before it is sent.
func WithOnRequest(hook func(RequestEvent)) Option { return func(c *config) { c.onRequest = hook } }

// WithOnResponse sets a function that is told of each attempt when it is over.
func WithOnResponse(hook func(ResponseEvent)) Option { return func(c *config) { c.onResponse = hook } }

// WithOnDrift sets a function that is told of each field of an answer that differs from the description.
func WithOnDrift(hook func(Drift)) Option { return func(c *config) { c.onDrift = hook } }

// WithInsecure allows http:// to other machines, which sends the key unencrypted.
func WithInsecure() Option { return func(c *config) { c.allowInsecure = true } }

// WithClock replaces time and chance, for the tests of this module.
func WithClock(clock clock.Clock) Option { return func(c *config) { c.clock = clock } }

// NewClient makes a client with an API key, which may be empty for public endpoints. What cannot work is the
// *ConfigurationError of every call.
func NewClient(apiKey string, options ...Option) *Client {
	made := config{
		apiKey: strings.TrimSpace(apiKey), timeout: 30 * time.Second, maxRetries: 2, clock: clock.System{},
		userAgent: fmt.Sprintf("octaspace-sdk-go/%s (api %s)", Version, APIVersion),
	}
	WithBaseURLs(strings.Split(os.Getenv("OCTA_BASE_URLS"), ","))(&made)
	for _, option := range options {
		option(&made)
	}
	problem := made.check()
	return newClient(made, &state{
		hosts: newHostPool(made.baseURLs, made.clock.Now), budget: &retryBudget{},
		transport: newTransport(made.httpClient), mask: newKeyMask(made.apiKey),
	}, problem)
}

func newClient(made config, shared *state, problem error) *Client {
	client := &Client{config: made, state: shared, problem: problem}
	client.resources = newResources(client)
	return client
}

// With returns a client with other options that shares the connections, the hosts and the retry budget. The key, the
// hosts and the HTTP client stay.
func (c *Client) With(options ...Option) *Client {
	changed := c.config
	for _, option := range options {
		option(&changed)
	}
	changed.apiKey, changed.baseURLs, changed.httpClient = c.config.apiKey, c.config.baseURLs, c.config.httpClient
	problem := c.problem
	if problem == nil {
		problem = changed.problem
	}
	return newClient(changed, c.state, problem)
}

// Close closes the connections that are kept.
func (c *Client) Close() { c.state.transport.close() }

// String names the hosts, and never the key.
func (c *Client) String() string {
	return "octaspace.Client{" + strings.Join(c.config.baseURLs, ", ") + "}"
}

// GoString names the hosts, and never the key.
func (c *Client) GoString() string { return c.String() }

func (c *config) check() error {
	if c.problem != nil {
		return c.problem
	}
	key := c.apiKey
	switch {
	case strings.HasPrefix(strings.ToLower(strings.Trim(key, `"'`)), "bearer"):
		return &ConfigurationError{"the API key begins with Bearer: give the key alone"}
	case key != strings.Trim(key, `"'`):
		return &ConfigurationError{"the API key is in quotes: give the key alone"}
	case strings.Contains(key, " "):
		return &ConfigurationError{"the API key has spaces: give the key alone"}
	case strings.IndexFunc(key, func(r rune) bool { return r < 0x21 || r > 0x7e }) >= 0:
		return &ConfigurationError{"the API key has characters that are not printable ASCII; was it copied whole?"}
	}
	var found []string
	seen := map[string]bool{}
	for _, each := range c.baseURLs {
		checked, err := c.checkURL(each)
		if err != nil {
			return err
		}
		if !seen[checked] {
			found, seen[checked] = append(found, checked), true
		}
	}
	if len(found) == 0 {
		found = []string{defaultBaseURL}
	}
	c.baseURLs = found
	return nil
}

// checkURL returns a base URL without its final slash. Messages never repeat it: it may hold credentials.
func (c *config) checkURL(text string) (string, error) {
	found, err := url.Parse(text)
	switch {
	case err != nil || (found.Scheme != "http" && found.Scheme != "https") || found.Host == "" || strings.ContainsAny(text, "?# "):
		return "", &ConfigurationError{"a base URL must begin with https:// (or http:// for this machine), name a host, and have no query"}
	case found.User != nil:
		return "", &ConfigurationError{"a base URL must not hold credentials; give the key to NewClient"}
	case found.Scheme == "http" && !isLocal(found.Hostname()) && !c.allowInsecure:
		return "", &ConfigurationError{"a base URL would send the API key unencrypted to " + found.Hostname() + "; use https, or WithInsecure"}
	}
	return strings.TrimRight(text, "/"), nil
}

func isLocal(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (address != nil && address.IsLoopback())
}

var bytesType = reflect.TypeOf([]byte(nil))

// execute sends the request of an operation and returns its value.
func execute[T any](ctx context.Context, c *Client, described *operation, given values) (T, error) {
	var found T
	made, err := prepare(described, given)
	if err != nil {
		return found, err
	}
	made.result = reflect.TypeOf(&found).Elem()
	answer, err := c.send(ctx, made, nil, nil)
	if err != nil {
		return found, err
	}
	value, err := c.decode(made, answer)
	if err != nil {
		return found, err
	}
	return value.Interface().(T), nil
}

// perform sends the request of an operation that returns nothing.
func perform(ctx context.Context, c *Client, described *operation, given values) error {
	made, err := prepare(described, given)
	if err != nil {
		return err
	}
	answer, err := c.send(ctx, made, nil, nil)
	if err == nil {
		_, err = c.decode(made, answer)
	}
	return err
}

// decode returns the value of an answer, the zero value where the operation returns nothing.
func (c *Client) decode(made *request, answer *response) (reflect.Value, error) {
	report := func(path, expected string, value any, secret bool) {
		got, sample := sampleOf(value, path, secret, c.state.mask)
		c.report(Drift{made.operation, c.state.mask.text(path), expected, got, sample})
	}
	convert := func(part any) (reflect.Value, error) { return decode(made.result, part, report) }
	var found reflect.Value
	var err error
	if made.adapter != nil {
		found, err = made.adapter(answer, convert)
	} else {
		found, err = plainValue(answer, made.result, convert)
	}
	if refused, ok := err.(*ProvisionRejectedError); ok {
		refused.RequestID = c.state.mask.text(answer.header.Get("X-Request-Id"))
		for i := range refused.Rejections {
			refused.Rejections[i].Reason = c.state.mask.text(refused.Rejections[i].Reason)
		}
		return found, refused
	}
	if err != nil {
		return found, c.unreadable(made, answer, err.Error())
	}
	return found, nil
}

// plainValue makes the value of an answer whose type says all of it; the type is nil when nothing is returned.
func plainValue(answer *response, result reflect.Type, convert func(any) (reflect.Value, error)) (reflect.Value, error) {
	switch {
	case result == nil && (answer.bodyError != "" || len(bytes.TrimSpace(answer.body)) == 0):
		return reflect.Value{}, nil
	case answer.bodyError != "":
		return reflect.Value{}, errors.New(answer.bodyError)
	case result == bytesType:
		return reflect.ValueOf(answer.body), nil
	}
	parsed, err := answer.parsed()
	switch {
	case err != nil && result != nil && result.Kind() == reflect.String:
		return reflect.ValueOf(string(answer.body)), nil
	case err != nil || result == nil: // a page of a proxy or a captive portal is no success: nobody did what was asked
		return reflect.Value{}, err
	}
	return convert(parsed)
}

// parsed returns the JSON of an answer.
func (r *response) parsed() (any, error) {
	if r.bodyError != "" {
		return nil, errors.New(r.bodyError)
	}
	parsed, err := parse(r.body)
	if err != nil {
		return nil, fmt.Errorf("the answer is not JSON: %w", err)
	}
	return parsed, nil
}

// object returns the JSON of an answer that is an object.
func (r *response) object() (map[string]any, error) {
	parsed, err := r.parsed()
	if err != nil {
		return nil, err
	}
	object, ok := parsed.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the answer should be an object, but is %s", jsonType(parsed))
	}
	return object, nil
}

func (c *Client) unreadable(made *request, answer *response, why string) error {
	hint := ""
	if made.hint != "" {
		hint = ". It may have been processed: " + made.hint
	}
	mask := c.state.mask
	return &DecodeError{
		Message:   mask.text(fmt.Sprintf("%s %s: HTTP %d, but %s%s", made.method, answer.url, answer.status, why, hint)),
		Body:      mask.bytes(answer.body),
		RequestID: mask.text(answer.header.Get("X-Request-Id")),
	}
}

func (c *Client) report(drift Drift) {
	if _, known := c.state.logged.LoadOrStore(drift.Operation+" "+drift.Path, true); !known {
		got := drift.Got
		if got != "missing" {
			got += ": " + drift.Sample
		}
		c.errorf("%s: %s should be %s, but is %s. Time to update the SDK?", drift.Operation, drift.Path, drift.Expected, got)
	}
	notify(c, c.config.onDrift, drift)
}

func (c *Client) debugf(format string, args ...any) {
	if c.config.logger != nil {
		quietly(func() { c.config.logger.Debugf("%s", printable(fmt.Sprintf(format, args...))) })
	}
}

func (c *Client) errorf(format string, args ...any) {
	if c.config.logger != nil {
		quietly(func() { c.config.logger.Errorf("%s", printable(fmt.Sprintf(format, args...))) })
	}
}

// notify tells a hook of the caller's; one that panics must not hide what became of a request.
func notify[E any](c *Client, hook func(E), event E) {
	if hook != nil && !quietly(func() { hook(event) }) {
		c.errorf("a hook panicked")
	}
}

func quietly(tell func()) (done bool) {
	defer func() { done = recover() == nil }() // a logger or a hook is no reason to fail
	tell()
	return
}
